using System.Text.Json.Nodes;
using Interop.Peers;
using Sandbox.Tests;
using Sandbox.Tests.Mail;
using Xunit;

namespace Interop.Mail;

/// <summary>The sandbox's mail operators, and nodemailer, imapflow and mailparser in front of them.</summary>
public sealed class MailPeer : IAsyncDisposable
{
    private readonly NodePeer _peer;

    private MailPeer(MailSandbox sandbox, NodePeer peer) => (Sandbox, _peer) = (sandbox, peer);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static object Login { get; } = new { user = MailSandbox.Soins, pass = MailSandbox.Password };

    public static string Certificate => SandboxApi.Certificate("ehpad-messagerie");

    public MailSandbox Sandbox { get; }

    public static async Task<MailPeer> StartAsync(params (string Key, string Value)[] settings)
    {
        var sandbox = await MailSandbox.StartAsync(settings);
        return new(sandbox, NodePeer.Start("Mail/mail.mjs", null, SandboxApi.Authority.File));
    }

    public async Task<JsonObject> AskAsync(object question)
    {
        var answer = await _peer.AskAsync(question, Ct);
        Assert.Null(answer["error"]?.GetValue<string>());
        return answer;
    }

    public Task<JsonObject> HearAsync() => _peer.HearAsync(Ct);

    /// <summary>Opens the INBOX of a mailbox at beta with imapflow.</summary>
    public Task<JsonObject> OpenAsync(string address = MailSandbox.Soins) =>
        AskAsync(new { command = "open", port = Sandbox.Beta.ImapPort, auth = new { user = address, pass = MailSandbox.Password } });

    public async Task<JsonNode[]> ReadAsync(JsonObject reader, string range = "1:*")
    {
        var answer = await AskAsync(new { command = "read", key = (string)reader["key"]!, range });
        return [.. answer["messages"]!.AsArray().Select(one => one!)];
    }

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        await Sandbox.DisposeAsync();
    }
}
