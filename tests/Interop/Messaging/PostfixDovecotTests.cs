using Messaging.Acknowledgements;
using Messaging.Mail;
using Messaging.Mailboxes;
using Messaging.Operators;
using Messaging.Submission;
using Xunit;

namespace Interop.TeamMail;

/// <summary>Our submission and reading against Postfix and Dovecot.</summary>
public sealed class PostfixDovecotTests(RealMailServers servers)
{
    private const string Team = "soins@" + RealMailServers.Domain;
    private const string Reader = "urgences@" + RealMailServers.Domain;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Credential Login(string mailbox, string password = RealMailServers.Password) => new(Mechanism.Plain, mailbox, password);

    private static byte[] Mail(string id, string recipient = Reader) =>
        new OutgoingMail(new("EHPAD Été", Team), new("", recipient), "Pièce jointe à lire", "Bonjour\n.\n..fin", id, DateTimeOffset.UtcNow) { Attachments = [new("a.bin", "application/octet-stream", new byte[200_000])] }.Write();

    private async Task<SubmissionOutcome> SendAsync(byte[] mail, string envelopeId, string recipient = Reader)
    {
        await using var session = await SmtpSession.OpenAsync(servers.Smtp, Login(Team), RealMailServers.Domain, Ct);
        Assert.True(session.Capabilities is { DeliveryReports: true, Pipelining: true, LargestMail: 30_000_000 });
        return await session.SendAsync(new(Team, recipient, envelopeId), mail, Ct);
    }

    [Fact]
    public async Task A_mail_submitted_is_read_back_byte_for_byte_and_its_delivery_is_reported()
    {
        if (servers.Missing is { } reason) Assert.Skip(reason);
        await using var reader = await ImapSession.OpenAsync(servers.Imap, Login(Reader), 40_000_000, Ct);
        await using var team = await ImapSession.OpenAsync(servers.Imap, Login(Team), 40_000_000, Ct);
        Assert.True(reader.CanIdle);
        var next = (await reader.SelectAsync("INBOX", Ct)).NextUid;
        var nextReport = (await team.SelectAsync("INBOX", Ct)).NextUid;
        var envelope = Guid.NewGuid().ToString("N");
        var id = $"<{envelope}@{RealMailServers.Domain}>";

        Assert.Equal(SubmissionResult.Accepted, (await SendAsync(Mail(id), envelope)).Result);

        var mail = await NextAsync(reader, next);
        Assert.Equal((id, "Pièce jointe à lire", "EHPAD Été"), (mail.MessageId, mail.Subject, mail.From!.Label));
        Assert.Equal("Bonjour\r\n.\r\n..fin", mail.ReadableText().TrimEnd());
        Assert.Equal(new byte[200_000], Assert.Single(mail.Attachments()).Content());
        Assert.Single(await reader.SearchMessageIdAsync(id, Ct));
        Assert.Empty(await reader.SearchMessageIdAsync("<autre@x>", Ct));
        await reader.MarkSeenAsync(next, Ct);
        var report = DeliveryReport.Read(await NextAsync(team, nextReport))!;
        // Postfix hands over by LMTP to a server without DSN: it answers for the handing over only.
        Assert.Equal((envelope, DeliveryAction.Relayed, Reader), (report.EnvelopeId, report.Recipients[0].Action, report.Recipients[0].Recipient));
        Assert.Equal([id], report.OriginalMessageIds);
    }

    [Fact]
    public async Task An_unknown_mailbox_is_refused_for_good()
    {
        if (servers.Missing is { } reason) Assert.Skip(reason);

        var outcome = await SendAsync(Mail("<x@essai.mssante.fr>"), "x", "personne@" + RealMailServers.Domain);

        Assert.Equal(("unknown-mailbox", SubmissionResult.RefusedForGood), (SubmissionRefusal.Explain(outcome).Code, outcome.Result));
    }

    [Fact]
    public async Task A_wrong_password_opens_neither_sending_nor_reading()
    {
        if (servers.Missing is { } reason) Assert.Skip(reason);

        await Assert.ThrowsAsync<OperatorRefusedException>(() => SmtpSession.OpenAsync(servers.Smtp, Login(Team, "faux"), "c", Ct));
        await Assert.ThrowsAsync<OperatorRefusedException>(() => ImapSession.OpenAsync(servers.Imap, Login(Team, "faux"), 1000, Ct));
    }

    /// <summary>Waits by IDLE for the mail of that identifier.</summary>
    private static async Task<MailPart> NextAsync(ImapSession session, uint uid)
    {
        for (var waits = 0; waits < 10; waits++)
        {
            if (await session.SearchFromAsync(uid, Ct) is [var first, ..]) return MailReader.Read((await session.FetchAsync(first, Ct))!);
            await session.WaitForNewsAsync(TimeSpan.FromSeconds(5), Ct);
        }
        throw new TimeoutException("The mail did not come.");
    }
}
