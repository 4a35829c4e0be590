using System.Text.Json;

namespace Sandbox.Tests.Mail;

public sealed class ReportTests : IAsyncLifetime
{
    private MailSandbox _sandbox = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sandbox = await MailSandbox.StartAsync();

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task A_delivery_is_reported_with_the_identifiers_the_sender_gave()
    {
        await SubmitAsync(MailSandbox.Urgences, " RET=HDRS ENVID=envoi+2B42", $" NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;{MailSandbox.Urgences}");

        var report = await RawAsync(Assert.Single(await _sandbox.WaitAsync(MailSandbox.Soins, 1)));

        Assert.StartsWith("Return-Path: <>\r\n", report);
        Assert.Contains("Content-Type: multipart/report; report-type=delivery-status;", report);
        Assert.Contains("Original-Envelope-Id: envoi+42\r\n", report);
        Assert.Contains($"Original-Recipient: rfc822;{MailSandbox.Urgences}\r\nFinal-Recipient: rfc822; {MailSandbox.Urgences}\r\nAction: delivered\r\nStatus: 2.0.0\r\n", report);
        Assert.Contains("Content-Type: text/rfc822-headers\r\n", report);
        Assert.Contains("Message-ID: " + Letters.Id, report);
    }

    [Theory]
    [InlineData("NEVER")]
    [InlineData("FAILURE")]
    [InlineData("DELAY")]
    public async Task Success_is_not_reported_to_who_did_not_ask(string notify)
    {
        await SubmitAsync(MailSandbox.Urgences, "", " NOTIFY=" + notify);
        await _sandbox.WaitAsync(MailSandbox.Urgences, 1);
        await SubmitAsync(MailSandbox.Urgences, "", " NOTIFY=SUCCESS");

        var report = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Soins, 1));
        Assert.Equal("Message remis", report.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Each_recipient_has_a_report_of_its_own()
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        await client.SayAsync($"MAIL FROM:<{MailSandbox.Soins}> ENVID=deux", Ct);
        await client.SayAsync($"RCPT TO:<{MailSandbox.Urgences}> NOTIFY=SUCCESS", Ct);
        await client.SayAsync("RCPT TO:<luc.ferrand@medecin.mssante.fr> NOTIFY=SUCCESS", Ct);
        await client.SayAsync("DATA", Ct);
        await client.SayAsync(Letters.Plain(MailSandbox.Urgences) + "\r\n.", Ct);

        var reports = await Task.WhenAll((await _sandbox.WaitAsync(MailSandbox.Soins, 2)).Select(RawAsync));

        Assert.Single(reports, report => report.Contains("Final-Recipient: rfc822; " + MailSandbox.Urgences, StringComparison.Ordinal));
        Assert.Single(reports, report => report.Contains("Final-Recipient: rfc822; luc.ferrand@medecin.mssante.fr", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Beta_reports_failures_only_and_knows_no_dsn_parameter()
    {
        await using var client = await LineClient.BetaAsync(_sandbox, Ct);
        Assert.StartsWith("555", await client.SayAsync($"MAIL FROM:<{MailSandbox.Soins}> RET=HDRS", Ct));
        await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, Letters.Plain(MailSandbox.Urgences), Ct);

        Assert.StartsWith("250", await client.DataAsync(MailSandbox.Soins, "personne@ch-montclair.mssante.fr", Letters.Plain("personne@ch-montclair.mssante.fr"), Ct));

        var bounce = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Soins, 1));
        Assert.Equal("Undelivered Mail Returned to Sender", bounce.GetProperty("subject").GetString());
        var raw = await RawAsync(bounce);
        Assert.Contains("Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1", raw);
        Assert.DoesNotContain("Original-Envelope-Id", raw);
    }

    [Theory]
    [InlineData("299999999999999@patient.mssante.fr", "5.1.1")]
    [InlineData("jean@patient.mssante.fr", "5.1.3")]
    [InlineData("110086322083060@patient.mssante.fr", "5.2.1")]
    public async Task Mon_espace_sante_returns_what_it_cannot_deliver(string address, string status)
    {
        await _sandbox.Control.PostAsync("/control/mes/mailboxes", JsonContent(new { matricule = "110086322083060", open = false }), Ct);

        await SubmitAsync(address, "", " NOTIFY=SUCCESS,FAILURE");

        var bounce = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Soins, 1));
        Assert.Equal("Message non distribué", bounce.GetProperty("subject").GetString());
        Assert.Contains($"Action: failed\r\nStatus: {status}", await RawAsync(bounce));
    }

    [Fact]
    public async Task Mon_espace_sante_refuses_more_than_its_limit()
    {
        await using var client = await LineClient.BetaAsync(_sandbox, Ct);
        var large = Letters.Plain(MailSandbox.Citizen) + string.Concat(Enumerable.Repeat("\r\n" + new string('x', 996), 27000));

        Assert.StartsWith("250", await client.DataAsync(MailSandbox.Soins, MailSandbox.Citizen, large, Ct));

        var bounce = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Soins, 1));
        Assert.Equal("Undelivered Mail Returned to Sender", bounce.GetProperty("subject").GetString());
        Assert.Contains("Status: 5.3.4", await RawAsync(bounce));
    }

    [Fact]
    public async Task A_delay_is_reported_once_and_the_mail_arrives_when_it_ends()
    {
        var fault = await _sandbox.FaultAsync(new { mode = "delayed", mailbox = MailSandbox.Urgences, seconds = 3600 });
        await SubmitAsync(MailSandbox.Urgences, "", " NOTIFY=SUCCESS,FAILURE,DELAY");

        var delay = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Soins, 1));
        Assert.Contains("Action: delayed\r\nStatus: 4.4.7", await RawAsync(delay));
        Assert.Empty((await _sandbox.InboxAsync(MailSandbox.Urgences)).EnumerateArray());

        await _sandbox.Control.DeleteAsync($"/control/mss/faults/{fault.GetProperty("id").GetString()}", Ct);
        Assert.Single(await _sandbox.WaitAsync(MailSandbox.Urgences, 1));
        Assert.Contains("Action: delivered", await RawAsync((await _sandbox.WaitAsync(MailSandbox.Soins, 2))[1]));
    }

    private static System.Net.Http.Json.JsonContent JsonContent(object body) => System.Net.Http.Json.JsonContent.Create(body);

    private async Task SubmitAsync(string recipient, string mail, string rcpt)
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        Assert.StartsWith("250", await client.DataAsync(MailSandbox.Soins, recipient, Letters.Plain(recipient), Ct, mail, rcpt));
    }

    private Task<string> RawAsync(JsonElement message) =>
        _sandbox.Control.GetStringAsync($"/control/mss/mailboxes/{MailSandbox.Soins}/messages/{message.GetProperty("id").GetString()}/raw", Ct);
}
