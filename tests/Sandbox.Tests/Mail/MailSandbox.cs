using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sandbox.Mail;
using Sandbox.Mail.Operators;
using Xunit;

namespace Sandbox.Tests.Mail;

/// <summary>The mail half of the sandbox on free ports, with certificates and logins made for the test.</summary>
public sealed class MailSandbox : IAsyncDisposable
{
    public const string Soins = "soins@saules-blancs.valdebrume.mssante.fr";
    public const string Urgences = "urgences@ch-montclair.mssante.fr";
    public const string Matricule = "236066322083656";
    public const string Citizen = Matricule + "@patient.mssante.fr";
    public const string Password = "un mot de passe d'essai";
    public const string Token = "jeton-de-test";

    private readonly string _folder;
    private readonly bool _ownsFolder;
    private WebApplication? _app;

    private MailSandbox(string? folder)
    {
        _folder = folder ?? Directory.CreateTempSubdirectory("sandbox-mail").FullName;
        _ownsFolder = folder is null;
    }

    public TestAuthority Authority { get; } = new("Autorité d'essai");

    public HttpClient Control { get; private set; } = new();

    public string Folder => _folder;

    public Operator Alpha => Named("alpha");

    public Operator Beta => Named("beta");

    public static async Task<MailSandbox> StartAsync(string? folder = null, params (string Key, string Value)[] settings)
    {
        var sandbox = new MailSandbox(folder);
        await sandbox.RunAsync(settings);
        return sandbox;
    }

    public T Part<T>() where T : notnull => _app!.Services.GetRequiredService<T>();

    public Task<JsonElement> InboxAsync(string address, CancellationToken ct) => Control.GetFromJsonAsync<JsonElement>($"/control/mss/mailboxes/{address}/messages", ct);

    public async Task<JsonElement> CitizenInboxAsync(CancellationToken ct)
    {
        var reply = await Control.PostAsJsonAsync("/control/mes/messages", new { matricule = Matricule }, ct);
        return await reply.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(ct);
    }

    public async Task FaultAsync(object fault, CancellationToken ct) => (await Control.PostAsJsonAsync("/control/mss/faults", fault, ct)).EnsureSuccessStatusCode();

    /// <summary>The messages of a mailbox once there are enough of them.</summary>
    public async Task<JsonElement[]> WaitAsync(string address, int count, CancellationToken ct)
    {
        var signal = Part<Sandbox.Mail.Mailboxes.MailboxSignal>();
        while (true)
        {
            var change = signal.Next(address);
            var found = (address == Citizen ? await CitizenInboxAsync(ct) : await InboxAsync(address, ct)).EnumerateArray().ToArray();
            if (found.Length >= count) return found;
            await change.WaitAsync(TimeSpan.FromSeconds(20), ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        Control.Dispose();
        Authority.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_ownsFolder) Directory.Delete(_folder, recursive: true);
    }

    private Operator Named(string name) => Part<OperatorDirectory>().All.Single(one => one.Name == name);

    private async Task RunAsync((string Key, string Value)[] settings)
    {
        var (certificate, key) = Authority.Server("localhost");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var values = new Dictionary<string, string?>
        {
            ["Sandbox:DataPath"] = _folder,
            ["Sandbox:Certificate"] = await WriteAsync("server.pem", certificate),
            ["Sandbox:CertificateKey"] = await WriteAsync("server.key", key),
            ["Sandbox:TrustedCa"] = await WriteAsync("ca.pem", Authority.RootPem),
            ["Sandbox:Mail:Operators:alpha:SmtpPort"] = "0",
            ["Sandbox:Mail:Operators:alpha:ImapPort"] = "0",
            ["Sandbox:Mail:Operators:beta:SmtpPort"] = "0",
            ["Sandbox:Mail:Operators:beta:ImapPort"] = "0",
            ["Sandbox:Mail:Operators:beta:PasswordFile"] = await WriteAsync("passwords", $"{Soins} {Password}\n{Urgences} {Password}\n"),
        };
        foreach (var (name, value) in settings) values[name] = value;
        builder.Configuration.AddInMemoryCollection(values);
        builder.AddMail();
        _app = builder.Build();
        _app.MapMail();
        _app.MapGet("/userinfo", (HttpRequest request) =>
            request.Headers.Authorization == "Bearer " + Token ? Results.Json(new { SubjectNameID = "899900000029" }) : Results.Unauthorized());
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Control = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        Beta.Settings.UserInfo = new Uri(Control.BaseAddress, "/userinfo");
    }

    private async Task<string> WriteAsync(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        return path;
    }
}
