using System.Net.Http.Json;
using System.Text.Json;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Operators;

namespace Sandbox.Tests.Mail;

/// <summary>The mail half of the sandbox on free ports, with logins made for the test.</summary>
public sealed class MailSandbox : IAsyncDisposable
{
    public const string Soins = "soins@saules-blancs.valdebrume.mssante.fr";
    public const string Urgences = "urgences@ch-montclair.mssante.fr";
    public const string Matricule = "236066322083656";
    public const string Citizen = Matricule + "@patient.mssante.fr";
    public const string Password = "un mot de passe d'essai";

    private readonly string _passwords = Path.GetTempFileName();

    public SandboxApi Api { get; private set; } = null!;

    public HttpClient Control => Api.Caller();

    public Operator Alpha => Named("alpha");

    public Operator Beta => Named("beta");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<MailSandbox> StartAsync(params (string Key, string Value)[] settings)
    {
        var sandbox = new MailSandbox();
        await File.WriteAllLinesAsync(sandbox._passwords, [$"{Soins} {Password}", $"{Urgences} {Password}"], Ct);
        sandbox.Api = await SandboxApi.StartAsync([("Sandbox:Mail:Operators:beta:PasswordFile", sandbox._passwords), .. settings]);
        return sandbox;
    }

    public Task<JsonElement> InboxAsync(string address) => Control.GetFromJsonAsync<JsonElement>($"/control/mss/mailboxes/{address}/messages", Ct);

    public Task<JsonElement> CitizenInboxAsync(string matricule = Matricule) => PostAsync("/control/mes/messages", new { matricule });

    public async Task<JsonElement> PostAsync(string path, object? body = null)
    {
        var reply = await Control.PostAsJsonAsync(path, body ?? new { }, Ct);
        return await reply.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    public Task<JsonElement> FaultAsync(object fault) => PostAsync("/control/mss/faults", fault);

    /// <summary>The messages of a mailbox once there are enough of them.</summary>
    public async Task<JsonElement[]> WaitAsync(string address, int count)
    {
        var signal = Api.Part<MailboxSignal>();
        while (true)
        {
            var change = signal.Next(address);
            var found = (TrustSpace.IsCitizen(address) ? await CitizenInboxAsync(address.Split('@')[0]) : await InboxAsync(address)).EnumerateArray().ToArray();
            if (found.Length >= count) return found;
            await change.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        File.Delete(_passwords);
    }

    private Operator Named(string name) => Api.Part<OperatorDirectory>().All.Single(one => one.Name == name);
}
