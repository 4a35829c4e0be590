using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Interop.Peers;
using Messaging.Mail;
using Xunit;

namespace Interop.TeamMail;

/// <summary>What we write, mailparser understands; what nodemailer writes, we understand.</summary>
public sealed class LettersTests : IAsyncLifetime
{
    private NodePeer _peer = null!;

    public ValueTask InitializeAsync()
    {
        _peer = NodePeer.Start("Messaging/letters.mjs");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Theory]
    [InlineData("EHPAD LES TILLEULS - Soins", "Bonjour")]
    [InlineData("Dr_Hélène_VASSEUR_Cabinet, \"médical\"", "XDM/1.0/DDM+Lettre de liaison à la sortie d'un établ VIAL Paul 26/11/1978")]
    [InlineData("Émoji 🏥 et ‘guillemets’", "Très long sujet qui ne tient pas sur une ligne de soixante-dix-huit colonnes, avec des accents éèàù et =?utf-8?Q?un_piège?=")]
    public async Task A_mail_we_write_is_read_by_mailparser(string label, string subject)
    {
        var pdf = RandomNumberGenerator.GetBytes(100_000);
        var written = new OutgoingMail(new(label, "soins@tilleuls.mssante.fr"), new("", "urgences@ch.mssante.fr"), subject, "Ligne é\n.point\n\n  retrait = fin ", "<a1@tilleuls.mssante.fr>", new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero))
        {
            InReplyTo = "<p@x.mssante.fr>", References = ["<o@x.mssante.fr>", "<p@x.mssante.fr>"], AsksReadReceipt = true, MssHeaders = [new("X-MSS-NIL", "42"), new("X-MSS-MES", "FIN")],
            Attachments = [new("20220531_CR d'imagerie médicale_CORSE.pdf", "application/pdf", pdf), new("IHE_XDM.ZIP", "application/zip", [80, 75])],
        }.Write();

        var seen = await _peer.AskAsync(new { command = "parse", base64 = Convert.ToBase64String(written) }, TestContext.Current.CancellationToken);

        Assert.Null(seen["error"]?.ToString());
        Assert.Equal(subject, (string)seen["subject"]!);
        Assert.Equal((label.Replace("\"", "", StringComparison.Ordinal), "soins@tilleuls.mssante.fr"), (((string)seen["from"]!["name"]!).Replace("\"", "", StringComparison.Ordinal), (string)seen["from"]!["address"]!));
        Assert.Equal("Ligne é\n.point\n\n  retrait = fin", ((string)seen["text"]!).TrimEnd());
        Assert.Equal("<p@x.mssante.fr>", (string)seen["inReplyTo"]!);
        Assert.Equal(["<o@x.mssante.fr>", "<p@x.mssante.fr>"], seen["references"]!.AsArray().Select(r => (string)r!));
        Assert.Equal("2026-11-21T12:00:00.000Z", (string)seen["date"]!);
        Assert.Equal(("42", "FIN", "soins@tilleuls.mssante.fr"), (Header(seen, "x-mss-nil"), Header(seen, "x-mss-mes"), Header(seen, "disposition-notification-to")));
        Assert.Equal("20220531_CR d'imagerie médicale_CORSE.pdf", (string)seen["attachments"]![0]!["name"]!);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(pdf)), (string)seen["attachments"]![0]!["sha256"]!);
    }

    [Theory]
    [InlineData("quoted-printable")]
    [InlineData("base64")]
    public async Task A_mail_of_nodemailer_is_read_by_us(string encoding)
    {
        var zip = RandomNumberGenerator.GetBytes(50_000);
        var answer = await _peer.AskAsync(new
        {
            command = "compose",
            mail = new
            {
                from = "Labo « Été » <labo@bio.mssante.fr>", to = "soins@tilleuls.mssante.fr", subject = "Résultats — très urgents, " + new string('é', 80), text = "Voici.\nÀ bientôt", html = "<p>Voici.</p>",
                inReplyTo = "<p@x.mssante.fr>", references = new[] { "<o@x.mssante.fr>", "<p@x.mssante.fr>" }, textEncoding = encoding,
            },
            attachments = new[] { new { filename = "compte rendu d'été très détaillé avec un nom qui n'en finit vraiment pas du tout, éèà.zip", base64 = Convert.ToBase64String(zip) } },
        }, TestContext.Current.CancellationToken);

        var mail = MailReader.Read(Convert.FromBase64String((string)answer["base64"]!));

        Assert.Equal("Résultats — très urgents, " + new string('é', 80), mail.Subject);
        Assert.Equal(new MailAddress("Labo « Été »", "labo@bio.mssante.fr"), mail.From);
        Assert.Equal("Voici.\nÀ bientôt", mail.ReadableText().ReplaceLineEndings("\n").TrimEnd());
        Assert.Equal(["<o@x.mssante.fr>", "<p@x.mssante.fr>"], mail.References);
        var file = Assert.Single(mail.Attachments());
        Assert.Equal("compte rendu d'été très détaillé avec un nom qui n'en finit vraiment pas du tout, éèà.zip", file.FileName);
        Assert.Equal(zip, file.Content());
    }

    private static string? Header(JsonObject seen, string name) => (string?)seen["headers"]![name];
}
