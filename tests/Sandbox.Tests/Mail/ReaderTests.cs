using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Sandbox.Tests.Mail;

public sealed class ReaderTests : IAsyncLifetime
{
    private MailSandbox _sandbox = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sandbox = await MailSandbox.StartAsync();

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task A_mail_read_by_a_person_returns_one_receipt()
    {
        var path = await ReceiveAsync(Letters.ReceiptAsked);

        Assert.Equal("Sent", Fate(await _sandbox.PostAsync(path + "/read")));
        Assert.Equal("AlreadySent", Fate(await _sandbox.PostAsync(path + "/read")));

        var raw = await ReceiptAsync();
        Assert.StartsWith("Return-Path: <>\r\n", raw);
        Assert.Contains("Content-Type: multipart/report; report-type=disposition-notification;", raw);
        Assert.Contains($"Final-Recipient: rfc822;{MailSandbox.Urgences}\r\nOriginal-Message-ID: {Letters.Id}\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n", raw);
        Assert.Contains("\\Seen", Assert.Single((await _sandbox.InboxAsync(MailSandbox.Urgences)).EnumerateArray()).GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()));
    }

    [Fact]
    public async Task No_receipt_is_returned_unless_asked()
    {
        var path = await ReceiveAsync("");

        Assert.Equal("NotAsked", Fate(await _sandbox.PostAsync(path + "/read")));
    }

    [Fact]
    public async Task A_receipt_that_would_go_elsewhere_needs_the_readers_agreement()
    {
        var path = await ReceiveAsync("Disposition-Notification-To: <luc.ferrand@medecin.mssante.fr>\r\n");

        Assert.Equal("ToConfirm", Fate(await _sandbox.PostAsync(path + "/read")));
        Assert.Equal("Sent", Fate(await _sandbox.PostAsync(path + "/read", new { confirmed = true })));
        Assert.Single(await _sandbox.WaitAsync("luc.ferrand@medecin.mssante.fr", 1));
    }

    [Fact]
    public async Task Somebody_outside_writes_first_with_a_file()
    {
        var sent = await _sandbox.PostAsync($"/control/mss/mailboxes/{MailSandbox.Urgences}/send", new
        {
            to = MailSandbox.Soins, subject = "Compte rendu d'été", text = "Ci-joint.", asksReceipt = true, files = new[] { new { name = "cr.pdf", contentType = "application/pdf", content = "%PDF-1.4"u8.ToArray() } },
        });

        var mail = (await _sandbox.WaitAsync(MailSandbox.Soins, 1))[0];
        Assert.Equal(("Compte rendu d'été", sent.GetProperty("messageId").GetString()), (mail.GetProperty("subject").GetString(), mail.GetProperty("messageId").GetString()));
        Assert.Equal("cr.pdf", Assert.Single(mail.GetProperty("attachments").EnumerateArray()).GetProperty("name").GetString());
        Assert.NotEqual(JsonValueKind.Null, mail.GetProperty("receiptAskedBy").ValueKind);
        var nowhere = await _sandbox.Control.PostAsJsonAsync($"/control/mss/mailboxes/{MailSandbox.Urgences}/send", new { to = "personne@nulle-part.mssante.fr", subject = "x", text = "x" }, Ct);
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
    }

    [Theory]
    [InlineData(null, "processed\r\n", "Bonjour")]
    [InlineData(902, "processed/Error: 902^Identifiant de patient inconnu\r\n", "[KO Intégration système !][902] Bonjour")]
    public async Task A_software_says_whether_it_filed_the_documents(int? code, string disposition, string subject)
    {
        var path = await ReceiveAsync(Letters.ReceiptAsked);

        await _sandbox.PostAsync(path + "/integrate", new { code });

        Assert.Contains("Disposition: automatic-action/MDN-sent-automatically; " + disposition, await ReceiptAsync());
        Assert.Equal(subject, (await _sandbox.WaitAsync(MailSandbox.Soins, 1))[0].GetProperty("subject").GetString());
    }

    [Fact]
    public async Task An_integration_error_is_told_by_ordinary_mail_when_no_receipt_was_asked()
    {
        var path = await ReceiveAsync("");

        Assert.Equal("SentAsMail", Fate(await _sandbox.PostAsync(path + "/integrate", new { code = 903 })));

        Assert.DoesNotContain("multipart/report", await ReceiptAsync());
        Assert.StartsWith("[KO Intégration système !][903]", (await _sandbox.WaitAsync(MailSandbox.Soins, 1))[0].GetProperty("subject").GetString());
    }

    [Fact]
    public async Task A_deleted_mail_says_so_and_is_gone()
    {
        var path = await ReceiveAsync(Letters.ReceiptAsked);

        await _sandbox.PostAsync(path + "/delete");

        Assert.Contains("Disposition: automatic-action/MDN-sent-automatically; deleted\r\n", await ReceiptAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await _sandbox.Control.GetAsync(path, Ct)).StatusCode);
    }

    [Fact]
    public async Task A_receipt_is_never_answered_by_another()
    {
        await _sandbox.PostAsync(await ReceiveAsync(Letters.ReceiptAsked) + "/read");
        var receipt = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Soins, 1));

        var fate = await _sandbox.PostAsync($"/control/mss/mailboxes/{MailSandbox.Soins}/messages/{receipt.GetProperty("id").GetString()}/integrate");

        Assert.Equal("NotAsked", Fate(fate));
    }

    [Theory]
    [InlineData("/integrate", 899)]
    [InlineData("/integrate", 907)]
    public async Task An_unknown_error_code_is_refused(string act, int code)
    {
        var path = await ReceiveAsync(Letters.ReceiptAsked);

        var reply = await _sandbox.Control.PostAsJsonAsync(path + act, new { code }, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
    }

    [Fact]
    public async Task The_hospital_answers_in_the_same_thread()
    {
        var path = await ReceiveAsync("");

        await _sandbox.PostAsync(path + "/reply", new { text = "Bien reçu, à bientôt." });

        var answer = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Soins, 1));
        Assert.Equal("Re: Bonjour", answer.GetProperty("subject").GetString());
        Assert.Equal(Letters.Id, answer.GetProperty("inReplyTo").GetString());
        Assert.Equal("Bien reçu, à bientôt.", answer.GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_archive_of_documents_is_listed_with_its_hashes()
    {
        var archive = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(archive, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = zip.CreateEntry("IHE_XDM/SUBSET01/DOC0001.XML").Open();
            entry.Write("<a/>"u8);
        }

        var mail = $"From: <{MailSandbox.Soins}>\r\nTo: <{MailSandbox.Urgences}>\r\nSubject: =?UTF-8?Q?XDM/1.0/DDM+Synth=C3=A8se_?=\r\n =?UTF-8?B?Vk9Mw6k=?=\r\nX-MSS-NIL: 123\r\nX-MSS-INS: O\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nV=C3=A9rifi=\r\n=C3=A9\r\n--x\r\n"
            + "Content-Type: application/zip\r\nContent-Disposition: attachment; filename*0*=UTF-8''IHE_; filename*1=XDM.ZIP\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Convert.ToBase64String(archive.ToArray(), Base64FormattingOptions.InsertLineBreaks) + "\r\n--x--";
        await SubmitAsync(mail);

        var seen = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Urgences, 1));

        Assert.Equal("XDM/1.0/DDM+Synthèse VOLé", seen.GetProperty("subject").GetString());
        Assert.Equal("Vérifié", seen.GetProperty("text").GetString());
        Assert.Equal("O", seen.GetProperty("mssHeaders").GetProperty("X-MSS-INS").GetString());
        var attachment = Assert.Single(seen.GetProperty("attachments").EnumerateArray());
        Assert.Equal("IHE_XDM.ZIP", attachment.GetProperty("name").GetString());
        var entryView = Assert.Single(attachment.GetProperty("entries").EnumerateArray());
        Assert.Equal("IHE_XDM/SUBSET01/DOC0001.XML", entryView.GetProperty("name").GetString());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA1.HashData("<a/>"u8)), entryView.GetProperty("sha1").GetString());
    }

    private static string Fate(JsonElement act) => act.GetProperty("receipt").GetString()!;

    private async Task<string> ReceiveAsync(string headers)
    {
        await SubmitAsync(Letters.Plain(MailSandbox.Urgences, headers: headers));
        var received = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Urgences, 1));
        return $"/control/mss/mailboxes/{MailSandbox.Urgences}/messages/{received.GetProperty("id").GetString()}";
    }

    private async Task SubmitAsync(string letter)
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        Assert.StartsWith("250", await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, letter, Ct));
    }

    private async Task<string> ReceiptAsync()
    {
        var receipt = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Soins, 1));
        return await _sandbox.Control.GetStringAsync($"/control/mss/mailboxes/{MailSandbox.Soins}/messages/{receipt.GetProperty("id").GetString()}/raw", Ct);
    }
}
