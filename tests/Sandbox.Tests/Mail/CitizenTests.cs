using System.Net;
using System.Net.Http.Json;

namespace Sandbox.Tests.Mail;

public sealed class CitizenTests : IAsyncLifetime
{
    private MailSandbox _sandbox = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sandbox = await MailSandbox.StartAsync();

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task A_citizen_reads_and_the_receipt_leaves_without_asking()
    {
        var id = await ReceiveAsync(1, Letters.ReceiptAsked);

        await _sandbox.PostAsync($"/control/mes/messages/{id}/read");

        var receipt = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Soins, 1));
        var raw = await _sandbox.Control.GetStringAsync($"/control/mss/mailboxes/{MailSandbox.Soins}/messages/{receipt.GetProperty("id").GetString()}/raw", Ct);
        Assert.Contains($"Original-Message-ID: {Letters.Id}\r\nDisposition: manual-action/MDN-sent-automatically; displayed\r\n", raw);
    }

    [Fact]
    public async Task A_citizen_answers_where_the_team_asked()
    {
        var id = await ReceiveAsync(1, "Reply-To: <soins@roseraie-du-lac.valdebrume.mssante.fr>\r\nReferences: <ancien@test>\r\n");

        await _sandbox.PostAsync($"/control/mes/messages/{id}/reply", new { text = "Merci à l'équipe." });

        var answer = Assert.Single(await _sandbox.WaitAsync("soins@roseraie-du-lac.valdebrume.mssante.fr", 1));
        Assert.Equal(Letters.Id, answer.GetProperty("inReplyTo").GetString());
        Assert.Contains(MailSandbox.Citizen, answer.GetProperty("from").GetString());
        Assert.Equal("Merci à l'équipe.", answer.GetProperty("text").GetString());
        var raw = await _sandbox.Control.GetStringAsync(
            $"/control/mss/mailboxes/soins@roseraie-du-lac.valdebrume.mssante.fr/messages/{answer.GetProperty("id").GetString()}/raw", Ct);
        Assert.Contains($"References: <ancien@test>\r\n {Letters.Id}\r\n", raw);
    }

    [Fact]
    public async Task The_last_mail_closes_the_conversation_and_a_later_one_opens_it_again()
    {
        var first = await ReceiveAsync(1);
        var other = await ReceiveAsync(2, id: "<autre@test>");
        await ReceiveAsync(3, $"In-Reply-To: {Letters.Id}\r\nX-MSS-MES: FIN\r\n", id: "<fin@test>");

        Assert.Equal(HttpStatusCode.Conflict, await AnswerAsync(first));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(other));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(first, force: true));

        await ReceiveAsync(4, "References: <fin@test>\r\n", id: "<reprise@test>");
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(first));
    }

    [Fact]
    public async Task A_subject_that_says_the_end_closes_all_that_came_before()
    {
        var first = await ReceiveAsync(1);
        var second = await ReceiveAsync(2, id: "<autre@test>");
        await ReceiveAsync(3, id: "<fin@test>", subject: "[FIN]");
        var later = await ReceiveAsync(4, id: "<apres@test>");

        Assert.Equal(HttpStatusCode.Conflict, await AnswerAsync(first));
        Assert.Equal(HttpStatusCode.Conflict, await AnswerAsync(second));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(later));
    }

    [Fact]
    public async Task An_address_in_capitals_reaches_the_same_corsican_person()
    {
        await SubmitAsync("180032B02040123@PATIENT.mssante.fr", Letters.Plain("180032B02040123@patient.mssante.fr"));
        await SubmitAsync("180032b02040123@patient.mssante.fr", Letters.Plain("180032b02040123@patient.mssante.fr"));

        var messages = await _sandbox.WaitAsync("180032b02040123@patient.mssante.fr", 2);

        Assert.Equal(2, messages.Length);
    }

    private async Task<HttpStatusCode> AnswerAsync(string id, bool force = false) =>
        (await _sandbox.Control.PostAsJsonAsync($"/control/mes/messages/{id}/reply", new { text = "Bonjour", force }, Ct)).StatusCode;

    private async Task<string> ReceiveAsync(int total, string headers = "", string id = Letters.Id, string subject = "Bonjour")
    {
        await SubmitAsync(MailSandbox.Citizen, Letters.Plain(MailSandbox.Citizen, subject, headers, id: id));
        return (await _sandbox.WaitAsync(MailSandbox.Citizen, total))[total - 1].GetProperty("message").GetProperty("id").GetString()!;
    }

    private async Task SubmitAsync(string to, string letter)
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        Assert.StartsWith("250", await client.DataAsync(MailSandbox.Soins, to, letter, Ct));
    }
}
