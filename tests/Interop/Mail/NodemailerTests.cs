using System.Security.Cryptography;
using Sandbox.Tests;
using Sandbox.Tests.Mail;
using Xunit;

namespace Interop.Mail;

/// <summary>nodemailer submits to the two operators; imapflow and mailparser read what comes back.</summary>
public sealed class NodemailerTests
{
    private const string DocumentName = "20261121_Dossier de liaison d'urgence_TCHITCHI_CATARINA.pdf";

    [Fact]
    public async Task A_certificate_submits_at_alpha_and_the_delivery_report_is_understood()
    {
        await using var peer = await MailPeer.StartAsync();
        var sent = await peer.AskAsync(new
        {
            command = "submit", port = peer.Sandbox.Alpha.SmtpPort, certificate = MailPeer.Certificate,
            mail = new
            {
                from = MailSandbox.Soins, to = MailSandbox.Urgences, subject = "XDM/1.0/DDM+Dossier d'urgence à lire", text = "Été comme hiver",
                dsn = new { id = "envoi=7", @return = "headers", notify = "success, failure", recipient = MailSandbox.Urgences },
            },
        });
        Assert.StartsWith("250 2.0.0", (string)sent["response"]!);
        await peer.Sandbox.WaitAsync(MailSandbox.Soins, 1);

        var report = Assert.Single(await peer.ReadAsync(await peer.OpenAsync()));

        Assert.Equal(["text/plain", "message/delivery-status", "text/rfc822-headers"], report["parts"]!.AsArray().Select(part => (string)part!));
        var status = Assert.Single(report["parsed"]!["attachments"]!.AsArray(), one => (string)one!["type"]! == "message/delivery-status");
        Assert.Contains("Original-Envelope-Id: envoi=7", (string)status!["text"]!);
        Assert.Contains("Action: delivered", (string)status["text"]!);
        Assert.Equal("delivery-status", (string)report["parsed"]!["type"]!["params"]!["report-type"]!);
        var arrived = Assert.Single((await peer.Sandbox.InboxAsync(MailSandbox.Urgences)).EnumerateArray());
        Assert.Equal("XDM/1.0/DDM+Dossier d'urgence à lire", arrived.GetProperty("subject").GetString());
        Assert.Equal("Été comme hiver", arrived.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_professional_submits_at_beta_with_a_token_of_pro_sante_connect()
    {
        await using var peer = await MailPeer.StartAsync();
        var token = (await new PscLogin(peer.Sandbox.Api).SignInAsync("899900000029")).GetProperty("access_token").GetString();
        var mail = new { from = MailSandbox.Soins, to = MailSandbox.Urgences, subject = "Bonjour", text = "Bonjour" };

        var good = await peer.AskAsync(new { command = "submit", port = peer.Sandbox.Beta.SmtpPort, auth = new { type = "OAuth2", user = MailSandbox.Soins, accessToken = token }, mail });
        var bad = await peer.AskAsync(new { command = "submit", port = peer.Sandbox.Beta.SmtpPort, auth = new { type = "OAuth2", user = MailSandbox.Soins, accessToken = "faux" }, mail });

        Assert.StartsWith("250 2.0.0", (string)good["response"]!);
        Assert.Equal(535, (int)bad["code"]!);
        Assert.Single(await peer.Sandbox.WaitAsync(MailSandbox.Urgences, 1));
    }

    [Fact]
    public async Task Attachments_of_megabytes_arrive_whole_with_their_accented_names()
    {
        await using var peer = await MailPeer.StartAsync();
        var content = RandomNumberGenerator.GetBytes(6_000_000);
        var sent = await peer.AskAsync(new
        {
            command = "submit", port = peer.Sandbox.Alpha.SmtpPort, certificate = MailPeer.Certificate,
            mail = new { from = MailSandbox.Soins, to = MailSandbox.Urgences, subject = "Pièce jointe", text = "." },
            attachments = new[] { new { filename = DocumentName.Replace("d'urgence", "d’été", StringComparison.Ordinal), base64 = Convert.ToBase64String(content) } },
        });
        Assert.StartsWith("250", (string)sent["response"]!);

        var arrived = Assert.Single(await peer.Sandbox.WaitAsync(MailSandbox.Urgences, 1));

        var attachment = Assert.Single(arrived.GetProperty("attachments").EnumerateArray());
        Assert.Equal("20261121_Dossier de liaison d’été_TCHITCHI_CATARINA.pdf", attachment.GetProperty("name").GetString());
        var path = $"/control/mss/mailboxes/{MailSandbox.Urgences}/messages/{arrived.GetProperty("id").GetString()}/attachments/0";
        Assert.Equal(SHA256.HashData(content), SHA256.HashData(await peer.Sandbox.Control.GetByteArrayAsync(path, MailPeer.Ct)));
    }

    [Theory]
    [InlineData("quelquun@laposte.net", 550)]
    [InlineData("personne@ch-montclair.mssante.fr", 550)]
    public async Task A_refused_recipient_is_reported_to_the_client(string recipient, int code)
    {
        await using var peer = await MailPeer.StartAsync();

        var refused = await peer.AskAsync(new
        {
            command = "submit", port = peer.Sandbox.Alpha.SmtpPort, certificate = MailPeer.Certificate,
            mail = new { from = MailSandbox.Soins, to = recipient, subject = "a", text = "b" },
        });

        Assert.Equal(code, (int)refused["code"]!);
    }

    [Fact]
    public async Task A_temporary_refusal_leaves_the_client_free_to_try_again()
    {
        await using var peer = await MailPeer.StartAsync();
        await peer.Sandbox.FaultAsync(new { mode = "temporary-after-data", @operator = "beta", times = 1 });
        var question = new
        {
            command = "submit", port = peer.Sandbox.Beta.SmtpPort, auth = MailPeer.Login,
            mail = new { from = MailSandbox.Soins, to = MailSandbox.Urgences, subject = "a", text = "b" },
        };

        Assert.Equal(451, (int)(await peer.AskAsync(question))["code"]!);
        Assert.StartsWith("250", (string)(await peer.AskAsync(question))["response"]!);
    }
}
