using System.Collections.Concurrent;
using Identity.Insi;
using Identity.Usagers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Testing;
using Xunit;

namespace Identity.Tests;

/// <summary>Identity with the sandbox's INSi behind it, under the structure's certificate.</summary>
public class InsiApi : IdentityApi
{
    internal SandboxInsi Sandbox { get; private set; } = null!;
    internal TestAuthority Authority { get; private set; } = null!;
    public HeardLogs Logs { get; } = new();

    protected virtual InsiMode Mode => InsiMode.Certificate;

    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        Authority = new(Folder);
        Sandbox = new(Own(await SandboxProcess.StartAsync(Folder, new Dictionary<string, string>(Authority.SandboxSettings()) { ["Insi__Authorisations__0"] = "LPS000000001" }, Authority.AuthorityFile)));
        Settings["National:Insi:Address"] = new Uri(Sandbox.Address, "/insi").ToString();
        Settings["National:Insi:ServerAuthority"] = Authority.AuthorityFile;
        Settings["National:Insi:Authorisation"] = "LPS000000001";
        Settings["National:Insi:Mode"] = Mode.ToString();
        Settings["National:Insi:AttemptSeconds"] = "5";
        Settings["National:Insi:RetryPollSeconds"] = "0.2";
        Settings["National:Insi:BreakSeconds"] = "1";
        if (Mode == InsiMode.Certificate) Settings["National:Insi:ClientCertificate"] = Authority.Issue("insi", "CN=INSI-MANU, OU=3990000028, O=EHPAD LES SAULES BLANCS, C=FR");
        Services = services => services.AddSingleton<ILoggerProvider>(Logs);
        Settings["Logging:LogLevel:Identity"] = "Information";
    }

    public async Task<InsiCallView> AskAsync(Guid usager, object? question = null) => await OkAsync<InsiCallView>(await PostAsync(Brume, $"/usagers/{usager}/insi-calls", question));

    public async Task<UsagerView> AcceptAsync(Guid usager, Guid call, object? said = null) => await OkAsync<UsagerView>(await PostAsync(Brume, $"/usagers/{usager}/insi-calls/{call}/accept", said));

    public async Task<UsagerView> CorrectAsync(UsagerView known, object traits) => await OkAsync<UsagerView>(await PutAsync(Brume, $"/usagers/{known.Id}/traits", new { traits }, known.Version));

    public async Task ShowCardAsync(Guid usager) => Assert.True((await PostAsync(Brume, $"/usagers/{usager}/proofs", new { type = "CN", originalSeen = true, traitsAgree = true, number = "880692310285" })).IsSuccessStatusCode);

    public async Task<InsiCallView> CallAsync(Guid usager, Guid call) => await OkAsync<InsiCallView>(await Brume.GetAsync($"/usagers/{usager}/insi-calls/{call}", Ct));
}

/// <summary>Every line the service logs.</summary>
public sealed class HeardLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Ear(_lines);

    public void Dispose() { }

    private sealed class Ear(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue(formatter(state, exception) + exception);
    }
}
