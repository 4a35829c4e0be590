using System.Text;
using Messaging.Mail;

namespace Messaging.Tests.Mail;

public sealed class ReadMailTests
{
    private static MailPart Read(string mail, MailLimits? limits = null) => MailReader.Read(Encoding.Latin1.GetBytes(mail.ReplaceLineEndings("\r\n")), limits);

    [Fact]
    public void A_reply_in_the_old_western_set_keeps_its_accents()
    {
        var mail = Read("""
            From: =?iso-8859-1?Q?Fran=E7oise_=C9meraude?= <a@b.mssante.fr>
            Subject: =?utf-8?B?UsOpcG9uc2UgOiA=?= =?utf-8?Q?tr=C3?= =?utf-8?Q?=A8s_bien?=
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            Merci, re=E7u =E0 midi=20
            suite =
            et fin=
            """);

        Assert.Equal("Françoise Émeraude", mail.From!.Label);
        Assert.Equal("Réponse : très bien", mail.Subject);
        Assert.Equal("Merci, reçu à midi \r\nsuite et fin", mail.ReadableText());
    }

    [Theory]
    [InlineData("windows-1252", "\u0080 \u0092", "€ ’")]
    [InlineData("us-ascii", "caf\u00e9", "café")]
    [InlineData("utf-8", "caf\u00c3\u00a9", "café")]
    [InlineData("inconnu", "caf\u00c3\u00a9", "café")]
    [InlineData("iso-8859-15", "\u00a4", "€")]
    public void Each_character_set_is_read(string charset, string raw, string expected) =>
        Assert.Equal(expected, Read($"Content-Type: text/plain; charset={charset}\n\n{raw}").ReadableText());

    [Fact]
    public void Parts_inside_parts_are_found_and_the_text_is_the_first_plain_one()
    {
        var mail = Read("""
            Content-Type: multipart/mixed; boundary="a b"

            preamble
            --a b
            Content-Type: multipart/alternative; boundary=in

            --in
            Content-Type: text/html

            <p>non</p>
            --in
            Content-Type: text/plain

            oui
            --in--
            --a b  
            Content-Type: application/zip; name=ihe_xdm.zip
            Content-Transfer-Encoding: base64

            UEsDBA==
            --a b--
            epilogue
            """);

        Assert.Equal("oui", mail.ReadableText());
        var file = Assert.Single(mail.Attachments());
        Assert.Equal("ihe_xdm.zip", file.FileName);
        Assert.Equal("PK\u0003\u0004"u8.ToArray(), file.Content());
    }

    [Fact]
    public void A_mail_cut_before_its_last_boundary_still_gives_its_parts()
    {
        var mail = Read("Content-Type: multipart/mixed; boundary=x\n\n--x\n\nbonjour\n--x\nContent-Type: text/plain; name=a.txt\n\nfin");

        Assert.Equal(["bonjour", "fin"], mail.Parts.Select(p => p.Text()));
    }

    [Theory]
    [InlineData("attachment; filename*=utf-8''compte%20rendu%20%C3%A9t%C3%A9.pdf", "compte rendu été.pdf")]
    [InlineData("attachment; filename*0*=iso-8859-1''%E9t; filename*1=\"e; fin.pdf\"", "éte; fin.pdf")]
    [InlineData("attachment; filename=\"=?utf-8?Q?=C3=A9t=C3=A9.pdf?=\"", "été.pdf")]
    [InlineData("attachment; filename=\"..\\\\..\\\\etc/passwd\"", "passwd")]
    public void File_names_are_read_and_never_keep_a_folder(string disposition, string expected) =>
        Assert.Equal(expected, Read($"Content-Disposition: {disposition}\n\nx").FileName);

    [Fact]
    public void Html_is_reduced_to_its_words()
    {
        var mail = Read("Content-Type: text/html\n\n<html><head><title>t</title></head><body><script>vol()</script>Bonjour<br>l&eacute;quipe<img src=\"https://espion.invalid\"></body></html>");

        Assert.Equal("Bonjour\nléquipe", mail.ReadableText());
    }

    [Fact]
    public void Addresses_survive_comments_groups_and_quotes()
    {
        var list = MailAddress.ReadList("Équipe: \"MARTIN, Marie\" <Marie.Martin@Medecin.mssante.fr>, jean@x.mssante.fr (le, voisin);");

        Assert.Equal(["marie.martin@medecin.mssante.fr", "jean@x.mssante.fr"], list.Select(a => a.Address));
        Assert.Equal("MARTIN, Marie", list[0].Label);
    }

    [Fact]
    public void A_mail_beyond_a_limit_is_refused()
    {
        var deep = string.Concat(Enumerable.Range(0, 12).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"));
        var many = "Content-Type: multipart/mixed; boundary=x\n\n" + string.Concat(Enumerable.Repeat("--x\n\na\n", 300));
        var headers = string.Concat(Enumerable.Repeat("A: b\n", 500));

        Assert.Equal("mail-too-deep", Assert.Throws<UnreadableMailException>(() => Read(deep)).Code);
        Assert.Equal("mail-too-many-parts", Assert.Throws<UnreadableMailException>(() => Read(many)).Code);
        Assert.Equal("mail-too-many-headers", Assert.Throws<UnreadableMailException>(() => Read(headers)).Code);
        Assert.Equal("mail-header-too-long", Assert.Throws<UnreadableMailException>(() => Read("A: " + new string('b', 70_000))).Code);
        Assert.Equal("mail-too-large", Assert.Throws<UnreadableMailException>(() => Read("A: b", new MailLimits { Bytes = 3 })).Code);
    }

    [Fact]
    public void No_noise_makes_the_reader_fail_otherwise()
    {
        var random = new Random(20261121);
        var seed = "Content-Type: multipart/mixed; boundary=x\r\nSubject: =?utf-8?Q?=C3=A9?=\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b\r\n\r\n--x--\r\n";
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Encoding.ASCII.GetBytes(seed);
            for (var i = 0; i < random.Next(1, 20); i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                var mail = MailReader.Read(bytes);
                _ = (mail.Subject, mail.From, mail.ReadableText(), mail.References, mail.Attachments().Select(a => a.FileName).ToList());
            }
            catch (UnreadableMailException)
            {
                // refused in words is an answer
            }
        }
    }
}
