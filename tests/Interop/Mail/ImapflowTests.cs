using System.Security.Cryptography;
using Sandbox.Tests;
using Sandbox.Tests.Mail;
using Xunit;

namespace Interop.Mail;

/// <summary>imapflow reads the mailboxes of an operator, mailparser what is in them.</summary>
public sealed class ImapflowTests : IAsyncLifetime
{
    private MailPeer _peer = null!;

    public async ValueTask InitializeAsync() => _peer = await MailPeer.StartAsync();

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task A_mail_is_read_as_it_was_stored()
    {
        await SendAsync("Première lettre");
        var stored = Assert.Single(await _peer.Sandbox.WaitAsync(MailSandbox.Urgences, 1));
        var raw = await _peer.Sandbox.Control.GetByteArrayAsync($"/control/mss/mailboxes/{MailSandbox.Urgences}/messages/{stored.GetProperty("id").GetString()}/raw", MailPeer.Ct);

        var reader = await _peer.OpenAsync(MailSandbox.Urgences);
        var mail = Assert.Single(await _peer.ReadAsync(reader));

        Assert.Equal(1, (int)reader["exists"]!);
        Assert.Contains(reader["folders"]!.AsArray(), folder => (string)folder![0]! == "Sent" && (string?)folder[1] == "\\Sent");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(raw)), (string)mail["sha256"]!);
        Assert.Equal(raw.Length, (int)mail["size"]!);
        Assert.Equal("Première lettre", (string)mail["subject"]!);
        Assert.Equal(MailSandbox.Soins, (string)mail["from"]!);
        Assert.Equal(["text/plain", "application/zip"], mail["parts"]!.AsArray().Select(part => (string)part!));
    }

    [Fact]
    public async Task A_part_is_downloaded_alone()
    {
        await SendAsync("Lettre");
        await _peer.Sandbox.WaitAsync(MailSandbox.Urgences, 1);
        var reader = await _peer.OpenAsync(MailSandbox.Urgences);

        var part = await _peer.AskAsync(new { command = "download", key = (string)reader["key"]!, range = "1", part = "2" });

        Assert.Equal("UEs=", (string)part["base64"]!);
        Assert.Equal("IHE_XDM.ZIP", (string)part["name"]!);
    }

    [Fact]
    public async Task Mails_are_searched_marked_and_removed()
    {
        await SendAsync("Une");
        await SendAsync("Deux");
        await _peer.Sandbox.WaitAsync(MailSandbox.Urgences, 2);
        var reader = await _peer.OpenAsync(MailSandbox.Urgences);
        var key = (string)reader["key"]!;
        var mails = await _peer.ReadAsync(reader);

        var byId = await SearchAsync(key, new { header = new Dictionary<string, string> { ["message-id"] = (string)mails[1]["messageId"]! } });
        await _peer.AskAsync(new { command = "mark", key, range = "1", flags = new[] { "\\Seen" } });
        var unseen = await SearchAsync(key, new { seen = false });
        await _peer.AskAsync(new { command = "remove", key, range = "1" });

        Assert.Equal([2], byId);
        Assert.Equal([2], unseen);
        var left = await SearchAsync(key, new { all = true });
        Assert.Equal([2], left);
        Assert.Single((await _peer.Sandbox.InboxAsync(MailSandbox.Urgences)).EnumerateArray());
    }

    [Fact]
    public async Task An_idle_client_hears_of_a_mail_without_asking()
    {
        var reader = await _peer.OpenAsync(MailSandbox.Urgences);
        await _peer.AskAsync(new { command = "idle", key = (string)reader["key"]! });

        await SendAsync("Arrivée");

        var heard = await _peer.HearAsync();
        Assert.Equal("exists", (string)heard["event"]!);
        Assert.Equal(1, (int)heard["count"]!);
    }

    [Fact]
    public async Task A_wrong_password_is_told_as_such()
    {
        var refused = await _peer.AskAsync(new { command = "open", port = _peer.Sandbox.Beta.ImapPort, auth = new { user = MailSandbox.Soins, pass = "faux" } });

        Assert.True((bool)refused["failed"]!);
    }

    [Fact]
    public async Task A_token_opens_the_mailbox_where_initial_responses_are_offered()
    {
        await using var peer = await MailPeer.StartAsync(("Sandbox:Mail:Operators:beta:ImapCapabilities:2", "SASL-IR"));
        var token = (await new PscLogin(peer.Sandbox.Api).SignInAsync("899900000029")).GetProperty("access_token").GetString();

        var reader = await peer.AskAsync(new { command = "open", port = peer.Sandbox.Beta.ImapPort, auth = new { user = MailSandbox.Soins, accessToken = token } });

        Assert.Equal(0, (int)reader["exists"]!);
    }

    [Theory]
    [InlineData("read", null, "manual-action/MDN-sent-manually; displayed", "Lu : Lettre à lire")]
    [InlineData("integrate", null, "automatic-action/MDN-sent-automatically; processed", "Lettre à lire")]
    [InlineData("integrate", 902, "automatic-action/MDN-sent-automatically; processed/Error: 902^Identifiant de patient inconnu", "[KO Intégration système !][902] Lettre à lire")]
    [InlineData("delete", null, "automatic-action/MDN-sent-automatically; deleted", "Non lu : Lettre à lire")]
    public async Task A_receipt_is_understood(string act, int? code, string disposition, string subject)
    {
        await SendAsync("Lettre à lire");
        var received = Assert.Single(await _peer.Sandbox.WaitAsync(MailSandbox.Urgences, 1));
        var messageId = received.GetProperty("messageId").GetString()!;
        await _peer.Sandbox.PostAsync($"/control/mss/mailboxes/{MailSandbox.Urgences}/messages/{received.GetProperty("id").GetString()}/{act}", new { code });
        await _peer.Sandbox.WaitAsync(MailSandbox.Soins, 1);

        var receipt = Assert.Single(await _peer.ReadAsync(await _peer.OpenAsync()))["parsed"]!;

        Assert.Equal(subject, (string)receipt["subject"]!);
        Assert.Equal(messageId, (string)receipt["inReplyTo"]!);
        Assert.Equal("disposition-notification", (string)receipt["type"]!["params"]!["report-type"]!);
        var notice = Assert.Single(receipt["attachments"]!.AsArray(), one => (string)one!["type"]! == "message/disposition-notification");
        Assert.Contains("Disposition: " + disposition, (string)notice!["text"]!);
        Assert.Contains("Original-Message-ID: " + messageId, (string)notice["text"]!);
    }

    private async Task<int[]> SearchAsync(string key, object query)
    {
        var found = await _peer.AskAsync(new { command = "search", key, query });
        return [.. found["uids"]!.AsArray().Select(uid => (int)uid!)];
    }

    private async Task SendAsync(string subject)
    {
        var sent = await _peer.AskAsync(new
        {
            command = "submit", port = _peer.Sandbox.Alpha.SmtpPort, certificate = MailPeer.Certificate,
            mail = new
            {
                from = MailSandbox.Soins, to = MailSandbox.Urgences, subject, text = "Bonjour",
                headers = new Dictionary<string, string> { ["Disposition-Notification-To"] = MailSandbox.Soins },
            },
            attachments = new[] { new { filename = "IHE_XDM.ZIP", base64 = "UEs=" } },
        });
        Assert.StartsWith("250", (string)sent["response"]!);
    }
}
