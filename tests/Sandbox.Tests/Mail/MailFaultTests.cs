using System.Net;
using System.Net.Http.Json;

namespace Sandbox.Tests.Mail;

public sealed class MailFaultTests : IAsyncLifetime
{
    private MailSandbox _sandbox = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sandbox = await MailSandbox.StartAsync();

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task An_accepted_mail_whose_answer_is_lost_is_kept_once_and_can_be_found()
    {
        await _sandbox.FaultAsync(new { mode = "accept-then-drop", mailbox = MailSandbox.Urgences, times = 1 });

        Assert.Equal("", await SubmitAsync());

        Assert.Single(await _sandbox.WaitAsync(MailSandbox.Urgences, 1));
        await using var reader = await LineClient.ReadAsync(_sandbox.Alpha, Ct);
        await reader.AskAsync("a", "AUTHENTICATE EXTERNAL " + LineClient.Base64(MailSandbox.Soins), Ct);
        await reader.AskAsync("b", "EXAMINE Sent", Ct);
        Assert.Contains("* SEARCH 1\r\n", await reader.AskAsync("c", $"UID SEARCH HEADER Message-ID {Letters.Id}", Ct));
        Assert.StartsWith("250", await SubmitAsync());
    }

    [Theory]
    [InlineData("drop-mid-data", "")]
    [InlineData("temporary-after-data", "451")]
    [InlineData("permanent-after-data", "550")]
    public async Task A_mail_that_failed_on_its_way_is_not_kept(string mode, string expected)
    {
        await _sandbox.FaultAsync(new { mode, @operator = "alpha", times = 1 });

        var reply = await SubmitAsync();

        Assert.Equal(expected, reply.Length < 3 ? reply : reply[..3]);
        Assert.StartsWith("250", await SubmitAsync());
        Assert.Single(await _sandbox.WaitAsync(MailSandbox.Urgences, 1));
    }

    [Theory]
    [InlineData("temporary", null, "451 4.2.1")]
    [InlineData("permanent", "5.7.26", "550 5.7.26")]
    public async Task A_mailbox_refuses_as_many_times_as_it_was_told(string mode, string? status, string expected)
    {
        await _sandbox.FaultAsync(new { mode, mailbox = MailSandbox.Urgences, times = 2, status });
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        await client.SayAsync($"MAIL FROM:<{MailSandbox.Soins}>", Ct);

        Assert.StartsWith(expected, await client.SayAsync($"RCPT TO:<{MailSandbox.Urgences}>", Ct));
        Assert.StartsWith(expected, await client.SayAsync($"RCPT TO:<{MailSandbox.Urgences}>", Ct));
        Assert.StartsWith("250", await client.SayAsync($"RCPT TO:<{MailSandbox.Urgences}>", Ct));
    }

    [Theory]
    [InlineData("unavailable", "421 4.3.2", "* BYE")]
    [InlineData("garbage", "HTTP/1.1", "HTTP/1.1")]
    [InlineData("down", null, null)]
    public async Task An_operator_that_does_not_work_is_heard_at_once(string mode, string? smtp, string? imap)
    {
        await _sandbox.FaultAsync(new { mode, @operator = "beta" });

        await using var submission = await LineClient.ConnectAsync(_sandbox.Beta.SmtpPort, Ct);
        await using var reading = await LineClient.ConnectAsync(_sandbox.Beta.ImapPort, Ct);
        await using var other = await LineClient.ConnectAsync(_sandbox.Alpha.SmtpPort, Ct);

        Expect(smtp, await submission.LineAsync(Ct));
        Expect(imap, await reading.LineAsync(Ct));
        Expect("220", await other.LineAsync(Ct));

        static void Expect(string? start, string? line)
        {
            if (start is null) Assert.Null(line);
            else Assert.StartsWith(start, line);
        }
    }

    [Fact]
    public async Task A_hanging_answer_never_comes_and_the_mail_is_not_kept()
    {
        await _sandbox.FaultAsync(new { mode = "hang-after-data", mailbox = MailSandbox.Urgences, times = 1 });
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        var reply = client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, Letters.Plain(MailSandbox.Urgences), Ct);
        while ((await _sandbox.Control.GetStringAsync("/control/mss/faults", Ct)) != "[]") Assert.False(reply.IsCompleted);

        Assert.StartsWith("250", await SubmitAsync());

        Assert.Single(await _sandbox.WaitAsync(MailSandbox.Urgences, 1));
        Assert.False(reply.IsCompleted);
        await client.DisposeAsync();
        Assert.Equal("", await reply);
    }

    [Fact]
    public async Task The_general_fault_of_mssante_strikes_both_operators()
    {
        await _sandbox.Api.SetFaultAsync("mss", "down", count: 2);

        await using var alpha = await LineClient.ConnectAsync(_sandbox.Alpha.SmtpPort, Ct);
        Assert.Null(await alpha.LineAsync(Ct));
        await using var beta = await LineClient.ConnectAsync(_sandbox.Beta.SmtpPort, Ct);
        Assert.Null(await beta.LineAsync(Ct));

        Assert.StartsWith("250", await SubmitAsync());
    }

    [Fact]
    public async Task A_reader_can_be_told_to_return_nothing()
    {
        await _sandbox.FaultAsync(new { mode = "no-receipt", mailbox = MailSandbox.Urgences });
        await SubmitAsync(Letters.ReceiptAsked);
        var received = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Urgences, 1));

        var act = await _sandbox.PostAsync($"/control/mss/mailboxes/{MailSandbox.Urgences}/messages/{received.GetProperty("id").GetString()}/read");

        Assert.Equal("WithheldOnDemand", act.GetProperty("receipt").GetString());
    }

    [Theory]
    [InlineData("""{"mode":"explode"}""")]
    [InlineData("""{"mode":"slow","seconds":-1}""")]
    [InlineData("""{"mode":"slow","operator":"gamma"}""")]
    public async Task A_fault_nobody_knows_is_refused(string body)
    {
        var reply = await _sandbox.Control.PostAsync("/control/mss/faults", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Equal("[]", await _sandbox.Control.GetStringAsync("/control/mss/faults", Ct));
    }

    [Fact]
    public async Task Mails_and_what_was_not_yet_delivered_outlive_a_restart()
    {
        await SubmitAsync();
        await _sandbox.WaitAsync(MailSandbox.Urgences, 1);
        await _sandbox.FaultAsync(new { mode = "delayed", mailbox = MailSandbox.Urgences, seconds = 3600 });
        await SubmitAsync();

        await _sandbox.Api.StartAgainAsync();
        _sandbox.Api.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(2, (await _sandbox.WaitAsync(MailSandbox.Urgences, 2)).Length);
    }

    [Fact]
    public async Task A_reset_empties_every_mailbox()
    {
        await SubmitAsync();
        await _sandbox.WaitAsync(MailSandbox.Urgences, 1);

        (await _sandbox.Control.PostAsync("/control/reset", null, Ct)).EnsureSuccessStatusCode();

        Assert.Empty((await _sandbox.InboxAsync(MailSandbox.Urgences)).EnumerateArray());
    }

    private async Task<string> SubmitAsync(string headers = "")
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        return await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, Letters.Plain(MailSandbox.Urgences, headers: headers), Ct);
    }
}
