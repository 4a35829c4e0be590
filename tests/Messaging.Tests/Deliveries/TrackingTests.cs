using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Messaging;
using Messaging.Mail;
using Messaging.Tests.Peers;
using Testing;

namespace Messaging.Tests.Deliveries;

public sealed class TrackingTests
{
    internal static string Receipt(MailPart mail, string from, string disposition) => $"""
        From: {from}
        To: {MessagingApi.Team}
        Subject: Lu
        Message-ID: <{Guid.NewGuid():N}@lecteur.mssante.fr>
        Content-Type: multipart/report; report-type=disposition-notification; boundary=r

        --r
        Content-Type: text/plain

        .
        --r
        Content-Type: message/disposition-notification

        Final-Recipient: rfc822;{from}
        Original-Message-ID: {mail.MessageId}
        Disposition: {disposition}

        --r--
        """;

    [Theory, Trait("Seed", "S2-36"), Trait("Seed", "S2-33")]
    [InlineData("alpha")]
    [InlineData("beta")]
    public async Task A_read_receipt_moves_the_delivery_to_read(string name)
    {
        await using var api = await MessagingApi.StartAsync(Sending.SendDocumentTests.Named(name));
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        var mail = (await api.WaitForMailsAsync(MessagingApi.Emergency, 1))[0];
        await api.WaitForStateAsync(fact.DocumentId, name == "alpha" ? "delivered" : "sent");

        api.Operator.Store.Put(MessagingApi.Team, Receipt(mail, MessagingApi.Emergency, "manual-action/MDN-sent-manually; displayed"));

        var line = await api.WaitForStateAsync(fact.DocumentId, "read");
        Assert.NotEqual(JsonValueKind.Null, line.GetProperty("readAt").ValueKind);
        Assert.Equal(fact.TransmissionId, (await api.WaitForAsync(MessageRead.Topic)).As<MessageRead>().TransmissionId);
    }

    [Fact, Trait("Seed", "S2-36")]
    public async Task A_failed_delivery_alerts_the_team_within_two_minutes()
    {
        await using var api = await MessagingApi.StartAsync(arrange: a => a.Operator.Store.Closed.Add(MessagingApi.Emergency));
        var asked = api.Clock.GetUtcNow();

        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);

        var alert = (await api.WaitForAsync(MessageFailed.Topic)).As<MessageFailed>();
        Assert.Equal((fact.TransmissionId, "unknown-mailbox", (Guid?)Demo.SaulesBlancs), (alert.TransmissionId, alert.ReasonCode, alert.EstablishmentId));
        Assert.True(alert.FailedAt - asked < TimeSpan.FromMinutes(2));
        Assert.Contains("annuaire", (await api.WaitForStateAsync(fact.DocumentId, "failed")).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_cannot_file_the_document_says_why()
    {
        await using var api = await MessagingApi.StartAsync();
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        var mail = (await api.WaitForMailsAsync(MessagingApi.Emergency, 1))[0];

        api.Operator.Store.Put(MessagingApi.Team, Receipt(mail, MessagingApi.Emergency, "automatic-action/MDN-sent-automatically; processed/Error: 902^Identifiant de patient inconnu"));

        var line = await api.WaitForStateAsync(fact.DocumentId, "refused");
        Assert.Equal("integration-902", line.GetProperty("reasonCode").GetString());
        Assert.Equal("integration-902", (await api.WaitForAsync(MessageFailed.Topic)).As<MessageFailed>().ReasonCode);
    }

    [Theory]
    [InlineData("automatic-action/MDN-sent-automatically; processed")]
    [InlineData("automatic-action/MDN-sent-automatically; displayed")]
    public async Task What_a_software_filed_by_itself_is_not_read_and_the_follow_up_goes_on_until_somebody_opens_it(string disposition)
    {
        await using var api = await MessagingApi.StartAsync();
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        var mail = (await api.WaitForMailsAsync(MessagingApi.Emergency, 1))[0];
        await api.WaitForStateAsync(fact.DocumentId, "delivered");

        for (var time = 0; time < 2; time++) api.Operator.Store.Put(MessagingApi.Team, Receipt(mail, MessagingApi.Emergency, disposition));
        var line = await api.WaitForStateAsync(fact.DocumentId, "integrated");
        Assert.Equal(JsonValueKind.Null, line.GetProperty("readAt").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, line.GetProperty("integratedAt").ValueKind);
        var filed = (await api.WaitForAsync(MessageIntegrated.Topic)).As<MessageIntegrated>();
        Assert.Equal((fact.TransmissionId, MessagingApi.Emergency), (filed.TransmissionId, filed.Recipient));

        api.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(2));
        await api.WaitForAsync(ReadOverdue.Topic);
        Assert.DoesNotContain(api.Published, p => p.Topic == MessageRead.Topic);

        api.Operator.Store.Put(MessagingApi.Team, Receipt(mail, MessagingApi.Emergency, "manual-action/MDN-sent-manually; displayed"));
        await api.WaitForAsync(MessageRead.Topic);
        await api.WaitForOneAsync(MessageIntegrated.Topic);
    }

    [Fact]
    public async Task A_report_seen_twice_or_late_changes_nothing()
    {
        await using var api = await MessagingApi.StartAsync();
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        var mail = (await api.WaitForMailsAsync(MessagingApi.Emergency, 1))[0];
        var read = Receipt(mail, MessagingApi.Emergency, "manual-action/MDN-sent-manually; displayed");
        api.Operator.Store.Put(MessagingApi.Team, read);
        await api.WaitForStateAsync(fact.DocumentId, "read");

        api.Operator.Store.Put(MessagingApi.Team, read);
        api.Operator.Store.Put(MessagingApi.Team, Receipt(mail, MessagingApi.Emergency, "manual-action/MDN-sent-manually; displayed"));
        api.Operator.Store.Put(MessagingApi.Team, "From: a@b.mssante.fr\nContent-Type: multipart/report; report-type=delivery-status\n\nillisible");
        api.Operator.Store.Put(MessagingApi.Team, "From: dr@x.mssante.fr\nSubject: fin\nMessage-ID: <fin@x>\n\nfin");

        await api.WaitForAsync(MessageReceived.Topic);
        await api.WaitForStateAsync(fact.DocumentId, "read");
        await api.WaitForOneAsync(MessageRead.Topic);
    }

    [Fact, Trait("Seed", "S2-34")]
    public async Task An_emergency_document_goes_to_the_emergency_department_and_then_to_the_next_address()
    {
        await using var api = await MessagingApi.StartAsync(arrange: a =>
        {
            a.Operator.Store.Closed.Add(MessagingApi.Emergency);
            a.Directory.Boxes.Add(new() { Address = "urgences-bis@ch-montclair.mssante.fr", Finess = "990000069", Service = "urgences" });
        });

        var fact = await api.RequestAsync("mssante", "74207-2", MessagingApi.Admissions);

        Assert.Equal("failed", (await api.WaitForStateAsync(fact.DocumentId, "failed")).GetProperty("status").GetString());
        var next = await api.WaitForStateAsync(fact.DocumentId, "delivered", row: 1);
        Assert.Equal("urgences-bis@ch-montclair.mssante.fr", next.GetProperty("recipient").GetString());
        Assert.Equal("urgences-bis@ch-montclair.mssante.fr", (await api.WaitForAsync(MessageDelivered.Topic)).As<MessageDelivered>().Recipient);
        Assert.Empty(api.Operator.Store.Folder(MessagingApi.Admissions));
        Assert.DoesNotContain(api.Published, p => p.Topic == MessageFailed.Topic);
    }

    [Theory]
    [InlineData("alpha", "delivered")]
    [InlineData("beta", "unverified")]
    public async Task Seven_days_without_a_reading_call_for_a_follow_up(string name, string status)
    {
        await using var api = await MessagingApi.StartAsync(Sending.SendDocumentTests.Named(name));
        var fact = await api.RequestAsync("citizen");
        await api.WaitForAsync(MessageSent.Topic);
        await api.WaitForMailsAsync(MessagingApi.Citizen, 1);
        if (name == "alpha") await api.WaitForStateAsync(fact.DocumentId, "delivered");

        api.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(2));

        var overdue = (await api.WaitForAsync(ReadOverdue.Topic)).As<ReadOverdue>();
        Assert.Equal((fact.TransmissionId, (Guid?)Demo.SaulesBlancs), (overdue.TransmissionId, overdue.EstablishmentId));
        var line = (await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>($"/board?documentId={fact.DocumentId}", TestContext.Current.CancellationToken)).GetProperty("deliveries")[0];
        Assert.Equal(status, line.GetProperty("status").GetString());
    }

    [Fact, Trait("Seed", "S2-35")]
    public async Task The_board_of_a_document_shows_each_recipient_and_each_access_is_recorded()
    {
        await using var api = await MessagingApi.StartAsync();
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        var second = fact with { TransmissionId = Guid.CreateVersion7(), Channel = "citizen", RecipientAddresses = [] };
        await api.DeliverAsync(Contracts.Documents.TransmissionRequested.Topic, second, Demo.Brume);
        api.Operator.Store.Put(MessagingApi.Team, Receipt((await api.WaitForMailsAsync(MessagingApi.Citizen, 1))[0], MessagingApi.Citizen, "manual-action/MDN-sent-manually; displayed"));
        await api.WaitForAsync(MessageRead.Topic);

        var states = await MessagingApi.UntilAsync(async () =>
            (await api.BoardAsync(fact.DocumentId)).EnumerateArray().Select(d => $"{d.GetProperty("recipient").GetString()}={d.GetProperty("status").GetString()}").Order().ToList() is { Count: 2 } both && both[1].EndsWith("delivered", StringComparison.Ordinal) ? both : null);

        Assert.Equal(["Mon espace santé=read", $"{MessagingApi.Emergency}=delivered"], states);
        await api.WaitForAsync(Contracts.Audit.AccessRecorded.Topic, p => p.Data.GetProperty("action").GetString() == "board.read");
    }

    [Fact]
    public async Task Another_tenant_and_a_refused_caller_see_no_board()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var api = await MessagingApi.StartAsync();
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        await api.WaitForStateAsync(fact.DocumentId, "delivered");

        Assert.Equal(HttpStatusCode.NotFound, (await api.As(Demo.Rivieres).GetAsync($"/board?documentId={fact.DocumentId}", ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.As(Demo.Brume, scopes: "documents:read").GetAsync($"/board?documentId={fact.DocumentId}", ct)).StatusCode);
        api.Consent.Decide = _ => new() { Allowed = false, ReasonCode = "DENY_RELATION" };
        Assert.Equal(HttpStatusCode.NotFound, (await api.As(Demo.Brume).GetAsync($"/board?documentId={fact.DocumentId}", ct)).StatusCode);
        await api.WaitForAsync(Contracts.Audit.AccessRecorded.Topic, p => p.Data.GetProperty("outcome").GetString() == "refused");
        Assert.Equal(HttpStatusCode.BadRequest, (await api.As(Demo.Brume).GetAsync("/board", ct)).StatusCode);
    }
}
