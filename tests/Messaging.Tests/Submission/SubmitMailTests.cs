using System.Text;
using Messaging.Operators;
using Messaging.Submission;
using Messaging.Tests.Peers;

namespace Messaging.Tests.Submission;

public sealed class SubmitMailTests
{
    private static readonly Envelope Letter = new("soins@e.mssante.fr", "urgences@ch.mssante.fr", "01900000+7000", "soins@e.mssante.fr");
    private static readonly byte[] Mail = "Subject: a\r\n\r\n.ligne\r\nfin\r\n"u8.ToArray();
    private static readonly Credential Plain = new(Mechanism.Plain, "soins@e.mssante.fr", "s");

    private static async Task<SubmissionOutcome> SendAsync(ScriptedOperator peer, byte[]? mail = null)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var session = await SmtpSession.OpenAsync(peer.Address, Plain, "client.mssante.fr", ct);
        return await session.SendAsync(Letter, mail ?? Mail, ct);
    }

    [Fact]
    public async Task A_mail_accepted_carries_its_envelope_and_asks_for_the_delivery_report()
    {
        await using var peer = new ScriptedOperator(Misbehaviour.None);

        var outcome = await SendAsync(peer);

        Assert.Equal(SubmissionResult.Accepted, outcome.Result);
        Assert.Contains("MAIL FROM:<soins@e.mssante.fr> SIZE=27 RET=HDRS ENVID=01900000+2B7000", peer.Commands);
        Assert.Contains("RCPT TO:<urgences@ch.mssante.fr> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;urgences@ch.mssante.fr", peer.Commands);
        Assert.Contains("RCPT TO:<soins@e.mssante.fr> NOTIFY=NEVER", peer.Commands);
        Assert.Equal("Subject: a\r\n\r\n..ligne\r\nfin\r\n", peer.Received);
    }

    [Theory]
    [InlineData(Misbehaviour.CutAfterDot, SubmissionResult.Uncertain)]
    [InlineData(Misbehaviour.CutInData, SubmissionResult.NotReached)]
    [InlineData(Misbehaviour.RefuseRecipient, SubmissionResult.RefusedForGood)]
    [InlineData(Misbehaviour.BusyRecipient, SubmissionResult.RefusedForNow)]
    [InlineData(Misbehaviour.RefuseContent, SubmissionResult.RefusedForGood)]
    public async Task Each_way_of_failing_says_what_is_known_of_the_mail(Misbehaviour bad, SubmissionResult expected)
    {
        await using var peer = new ScriptedOperator(bad);
        var large = Encoding.ASCII.GetBytes("Subject: a\r\n\r\n" + string.Concat(Enumerable.Repeat("ligne bien longue\r\n", bad == Misbehaviour.CutInData ? 800_000 : 2000)));

        Assert.Equal(expected, (await SendAsync(peer, large)).Result);
    }

    [Fact]
    public async Task A_mail_larger_than_announced_never_leaves()
    {
        await using var peer = new ScriptedOperator(Misbehaviour.None);

        var outcome = await SendAsync(peer, new byte[21_000_000]);

        Assert.Equal((SubmissionResult.RefusedForGood, 552), (outcome.Result, outcome.Code));
        Assert.DoesNotContain(peer.Commands, c => c.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Misbehaviour.NoTls)]
    [InlineData(Misbehaviour.EarlyData)]
    [InlineData(Misbehaviour.Silent)]
    [InlineData(Misbehaviour.EndlessReply)]
    [InlineData(Misbehaviour.Garbage)]
    public async Task An_operator_that_breaks_the_protocol_gets_no_secret_and_no_mail(Misbehaviour bad)
    {
        await using var peer = new ScriptedOperator(bad);

        await Assert.ThrowsAsync<OperatorUnreachableException>(() => SendAsync(peer));

        Assert.DoesNotContain(peer.Commands, c => c.StartsWith("AUTH", StringComparison.Ordinal) || c.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        await using var peer = new ScriptedOperator(Misbehaviour.None);
        await using var other = new ScriptedOperator(Misbehaviour.Silent);

        await Assert.ThrowsAsync<OperatorUnreachableException>(() => SmtpSession.OpenAsync(peer.Address with { Roots = other.Address.Roots }, Plain, "c", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_token_refused_is_said_so()
    {
        await using var peer = new ScriptedOperator(Misbehaviour.RefuseToken);

        var refusal = await Assert.ThrowsAsync<OperatorRefusedException>(() => SmtpSession.OpenAsync(peer.Address, new(Mechanism.XOAuth2, "a@b.mssante.fr", "T"), "c", TestContext.Current.CancellationToken));

        Assert.Contains("535", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("AUTH XOAUTH2 dXNlcj1hQGIubXNzYW50ZS5mcgFhdXRoPUJlYXJlciBUAQE=", peer.Commands);
    }
}
