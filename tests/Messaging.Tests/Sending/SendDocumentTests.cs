using System.Net;
using Contracts.Messaging;
using Grpc.Core;
using Messaging.Mail;
using Messaging.Tests.Peers;
using Messaging.Xdm;

namespace Messaging.Tests.Sending;

/// <summary>The same suite on two operators that behave differently: reports or none, push or none, folder of sent mails or none.</summary>
public sealed class SendDocumentTests
{
    internal static OperatorTraits Named(string name) => name == "alpha" ? OperatorTraits.Alpha : OperatorTraits.Beta;

    [Theory, Trait("Seed", "S2-33")]
    [InlineData("alpha")]
    [InlineData("beta")]
    public async Task A_document_leaves_with_its_package_its_pdf_and_the_headers_of_the_trust_space(string name)
    {
        await using var api = await MessagingApi.StartAsync(Named(name));

        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);

        var mail = Assert.Single(await api.WaitForMailsAsync(MessagingApi.Emergency, 1));
        Assert.Equal("XDM/1.0/DDM+Document de liaison d'urgence TCHITCHI CATARINA 21/06/1936", mail.Subject);
        Assert.Equal("EHPAD LES SAULES BLANCS - Soins", mail.From!.Label);
        Assert.Equal(("74207-2", "O", "NIL42", null), (mail.Header["X-MSS-CODECDA"], mail.Header["X-MSS-INS"], mail.Header["X-MSS-NIL"], mail.Header["X-MSS-MES"]));
        Assert.Equal(MessagingApi.Team, mail.Header["Disposition-Notification-To"]);
        Assert.Equal([XdmWriter.FileName, "20261121_DLU_TCHITCHI_CATARINA.pdf"], mail.Attachments().Select(a => a.FileName));
        Assert.Equal(DocumentsAnswers.Cda, XdmReader.Read(mail.Attachments().First().Content()).Documents[0].Content);
        var sent = await api.WaitForAsync(MessageSent.Topic);
        Assert.Equal((fact.TransmissionId, "mssante"), (sent.As<MessageSent>().TransmissionId, sent.As<MessageSent>().Channel));
    }

    [Theory, Trait("Seed", "S2-33")]
    [InlineData("alpha")]
    [InlineData("beta")]
    public async Task The_citizen_is_written_to_at_the_address_of_the_qualified_ins(string name)
    {
        await using var api = await MessagingApi.StartAsync(Named(name));

        var fact = await api.RequestAsync("citizen");

        Assert.Single(await api.WaitForMailsAsync(MessagingApi.Citizen, 1));
        var line = (await api.BoardAsync(fact.DocumentId))[0];
        Assert.Equal("Mon espace santé", line.GetProperty("recipient").GetString());
        Assert.DoesNotContain("236066322083656", line.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(api.Published, p => p.Envelope.ToString().Contains("236066322083656", StringComparison.Ordinal));
    }

    [Theory, Trait("Seed", "S2-33")]
    [InlineData("alpha", Accident.CutAfterAccepting, 1)]
    [InlineData("alpha", Accident.CutBeforeAccepting, 2)]
    [InlineData("beta", Accident.CutAfterAccepting, 1)]
    [InlineData("beta", Accident.CutBeforeAccepting, 2)]
    [InlineData("beta", Accident.Busy, 2)]
    public async Task A_connection_lost_after_the_last_dot_never_gives_two_mails(string name, Accident accident, int submissions)
    {
        await using var api = await MessagingApi.StartAsync(Named(name));
        api.Operator.Accidents.Enqueue(accident);

        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);

        await api.WaitForAsync(MessageSent.Topic);
        await MessagingApi.UntilAsync(() => Task.FromResult(api.Operator.Submissions == submissions ? "" : null));
        Assert.Single(await api.WaitForMailsAsync(MessagingApi.Emergency, 1));
        Assert.Contains((await api.BoardAsync(fact.DocumentId))[0].GetProperty("status").GetString(), new[] { "sent", "delivered" });
        await api.WaitForOneAsync(MessageSent.Topic);
    }

    [Fact]
    public async Task An_operator_that_is_down_only_delays_the_mail()
    {
        await using var api = await MessagingApi.StartAsync();
        api.Operator.Down = true;
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        var waiting = await MessagingApi.UntilAsync(async () => (await api.BoardAsync(fact.DocumentId))[0] is var line && line.GetProperty("reasonCode").GetString() == "operator-unreachable" ? line.ToString() : null);

        api.Operator.Down = false;

        Assert.Contains("nouvel essai à", waiting, StringComparison.Ordinal);
        Assert.Single(await api.WaitForMailsAsync(MessagingApi.Emergency, 1));
        await api.WaitForStateAsync(fact.DocumentId, "delivered");
    }

    [Fact]
    public async Task A_request_delivered_twice_gives_one_mail()
    {
        await using var api = await MessagingApi.StartAsync();
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);

        Assert.Equal("SUCCESS", await api.DeliverAsync(Contracts.Documents.TransmissionRequested.Topic, fact, Testing.Demo.Brume));

        await api.WaitForAsync(MessageDelivered.Topic);
        Assert.Equal(1, (await api.BoardAsync(fact.DocumentId)).GetArrayLength());
        Assert.Equal(1, api.Operator.Submissions);
    }

    [Fact]
    public async Task A_service_stopped_while_it_sends_neither_loses_nor_doubles_the_mail()
    {
        await using var api = await MessagingApi.StartAsync();
        api.Operator.Accidents.Enqueue(Accident.CutAfterAccepting);
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        await api.WaitForMailsAsync(MessagingApi.Emergency, 1);

        await api.RestartAsync();

        await api.WaitForStateAsync(fact.DocumentId, "delivered");
        Assert.Single(api.Operator.Store.Folder(MessagingApi.Emergency));
    }

    [Theory]
    [InlineData("jean@exemple.fr", "outside-trust-space")]
    [InlineData("236066322083656@patient.mssante.fr", "citizen-address-typed")]
    [InlineData("pas une adresse", "outside-trust-space")]
    public async Task Health_data_never_leaves_for_an_address_that_is_not_allowed(string address, string code)
    {
        await using var api = await MessagingApi.StartAsync();

        var fact = await api.RequestAsync(recipients: address);

        Assert.Equal(code, (await api.WaitForStateAsync(fact.DocumentId, "failed")).GetProperty("reasonCode").GetString());
        Assert.Equal(code, (await api.WaitForAsync(MessageFailed.Topic)).As<MessageFailed>().ReasonCode);
        Assert.Equal(0, api.Operator.Submissions);
    }

    [Theory]
    [InlineData("VALI")]
    [InlineData("RECUP")]
    public async Task Without_a_qualified_ins_nothing_goes_to_the_citizen(string status)
    {
        await using var api = await MessagingApi.StartAsync(arrange: a => a.Identity.People[0] = MessagingApi.Person(status));

        var fact = await api.RequestAsync("citizen");

        Assert.Equal("ins-not-qualified", (await api.WaitForStateAsync(fact.DocumentId, "failed")).GetProperty("reasonCode").GetString());
        Assert.Equal(0, api.Operator.Submissions);
    }

    [Fact]
    public async Task The_right_is_asked_again_just_before_the_bytes_leave()
    {
        await using var api = await MessagingApi.StartAsync();
        api.Consent.Decide = r => new() { Allowed = r.Action != "S", ReasonCode = "DENY_OPPOSITION", Explanation = "La personne s'est opposée à cet envoi." };

        var fact = await api.RequestAsync("citizen");

        var line = await api.WaitForStateAsync(fact.DocumentId, "failed");
        Assert.Equal(("not-authorized", "La personne s'est opposée à cet envoi."), (line.GetProperty("reasonCode").GetString(), line.GetProperty("reason").GetString()));
        Assert.Contains(api.Consent.Asked, r => r is { Action: "S", Channel: "citizen", Category: "MSG" } && r.SituationId == Testing.Demo.Montagne.ToString());
        Assert.Equal(0, api.Operator.Submissions);
    }

    [Fact]
    public async Task A_document_held_back_at_the_last_moment_stays()
    {
        await using var api = await MessagingApi.StartAsync(arrange: a => a.Documents.Refuse = () => throw new RpcException(new(StatusCode.FailedPrecondition, "Le document a été annulé.")));

        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);

        var line = await api.WaitForStateAsync(fact.DocumentId, "failed");
        Assert.Equal(("blocked", "Le document a été annulé."), (line.GetProperty("reasonCode").GetString(), line.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_document_hidden_from_the_person_is_not_sent_to_her()
    {
        await using var api = await MessagingApi.StartAsync(arrange: a => a.Documents.Hidden = true);

        var fact = await api.RequestAsync("citizen");

        Assert.Equal("hidden-from-patient", (await api.WaitForStateAsync(fact.DocumentId, "failed")).GetProperty("reasonCode").GetString());
    }

    [Fact]
    public async Task Documents_that_do_not_answer_only_delay_the_mail()
    {
        var down = true;
        await using var api = await MessagingApi.StartAsync(arrange: a => a.Documents.Refuse = () => { if (down) throw new RpcException(new(StatusCode.Unavailable, "down")); });
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        await MessagingApi.UntilAsync(async () => (await api.BoardAsync(fact.DocumentId))[0].GetProperty("reasonCode").GetString() == "dependency-down" ? "" : null);

        down = false;

        await api.WaitForStateAsync(fact.DocumentId, "delivered");
    }

    [Fact]
    public async Task A_blocked_transmission_leaves_the_queue()
    {
        await using var api = await MessagingApi.StartAsync();
        api.Operator.Down = true;
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        await MessagingApi.UntilAsync(async () => (await api.BoardAsync(fact.DocumentId))[0].GetProperty("reasonCode").GetString() == "operator-unreachable" ? "" : null);

        await MessagingApi.UntilAsync(async () => await api.DeliverAsync(Contracts.Documents.TransmissionBlocked.Topic, new Contracts.Documents.TransmissionBlocked(fact.TransmissionId, fact.DocumentId, fact.UsagerId, "mssante", "opposition", api.Clock.GetUtcNow()), Testing.Demo.Brume) == "SUCCESS"
            && (await api.BoardAsync(fact.DocumentId))[0].GetProperty("status").GetString() == "failed" ? "" : null);
        api.Operator.Down = false;

        Assert.Equal("blocked", (await api.WaitForAsync(MessageFailed.Topic)).As<MessageFailed>().ReasonCode);
        Assert.Empty(api.Operator.Store.Folder(MessagingApi.Emergency));
    }
}
