using System.Text;
using Messaging.Mail;

namespace Messaging.Tests.Mail;

public sealed class WriteMailTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static OutgoingMail Letter(string label = "EHPAD LES TILLEULS - Soins", string subject = "Bonjour", string text = "Bonjour,\nvoici.") =>
        new(new(label, "soins@tilleuls.mssante.fr"), new("", "urgences@ch.mssante.fr"), subject, text, "<a1@tilleuls.mssante.fr>", Noon);

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        var pdf = Enumerable.Range(0, 5000).Select(i => (byte)(i * 7)).ToArray();
        var written = (Letter("EHPAD Émile – “Soins”", "XDM/1.0/DDM+Lettre de liaison à la sortie d'un établ VIAL Paul", "Ligne é\n.point seul\n\nfin = 3 ") with
        {
            InReplyTo = "<p@x.mssante.fr>", References = ["<o@x.mssante.fr>", "<p@x.mssante.fr>"], AsksReadReceipt = true,
            MssHeaders = [new("X-MSS-NIL", "123")], Attachments = [new("20220531_CR d'imagerie médicale_CORSE_FIGATELLIX.pdf", "application/pdf", pdf)],
        }).Write();

        var mail = MailReader.Read(written);

        Assert.Equal("EHPAD Émile – “Soins”", mail.From!.Label);
        Assert.Equal("XDM/1.0/DDM+Lettre de liaison à la sortie d'un établ VIAL Paul", mail.Subject);
        Assert.Equal("Ligne é\r\n.point seul\r\n\r\nfin = 3 ", mail.ReadableText().TrimEnd('\r', '\n'));
        Assert.Equal(["<o@x.mssante.fr>", "<p@x.mssante.fr>"], mail.References);
        Assert.Equal("soins@tilleuls.mssante.fr", mail.Header["Disposition-Notification-To"]);
        var file = Assert.Single(mail.Attachments());
        Assert.Equal("20220531_CR d'imagerie médicale_CORSE_FIGATELLIX.pdf", file.FileName);
        Assert.Equal(pdf, file.Content());
    }

    [Fact]
    public void Every_line_is_ascii_and_short_enough()
    {
        var written = Encoding.Latin1.GetString((Letter("É", string.Join(' ', Enumerable.Repeat("véritable", 60)), new string('é', 4000)) with { Attachments = [new("a.bin", "application/octet-stream", new byte[1000])] }).Write());

        Assert.DoesNotContain(written, c => c > 126);
        Assert.DoesNotContain("\n", written.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All(written.Split("\r\n"), line => Assert.True(line.Length <= 100, line));
    }

    [Theory]
    [InlineData("a\r\nBcc: pirate@x.fr", "Bonjour")]
    [InlineData("a", "Bonjour\r\n\r\ncorps faux")]
    [InlineData("a\nX-MSS-MES: FIN", "Bonjour\n X")]
    public void No_value_can_open_another_header(string label, string subject)
    {
        var mail = MailReader.Read(Letter(label, subject).Write());

        Assert.Null(mail.Header["Bcc"]);
        Assert.Null(mail.Header["X-MSS-MES"]);
        Assert.Equal("Bonjour,\r\nvoici.", mail.ReadableText().TrimEnd());
    }

    [Theory]
    [InlineData("a@b.fr>\r\nRCPT TO:<x@y.fr")]
    [InlineData("a b@c.fr")]
    [InlineData("a@b@c.fr")]
    [InlineData("@c.fr")]
    [InlineData("a@-c.fr")]
    [InlineData("é@c.fr")]
    public void An_address_that_is_not_one_is_never_written(string address)
    {
        Assert.False(MailAddress.TryParse(address, out _));
        Assert.Throws<FormatException>(() => (Letter() with { To = new("", address) }).Write());
    }

    [Fact]
    public void The_same_mail_is_written_with_the_same_bytes() => Assert.Equal(Letter().Write(), Letter().Write());

    [Fact]
    public void A_delivery_always_gets_the_same_identifier()
    {
        var id = Guid.Parse("01900000-0000-7000-8000-00000000d001");

        Assert.Equal("<0190000000007000800000000000d001@tilleuls.mssante.fr>", MessageIds.Of(id, "soins@tilleuls.mssante.fr"));
        Assert.True(MessageIds.IsSafe(MessageIds.Of(id, "soins@tilleuls.mssante.fr")));
    }
}
