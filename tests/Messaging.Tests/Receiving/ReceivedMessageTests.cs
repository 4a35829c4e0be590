using Contracts.Messaging;
using Grpc.Core;
using Grpc.Net.Client;
using Testing;

namespace Messaging.Tests.Receiving;

/// <summary>What another service may know of a mail: whom it is about and where its documents are, never its text.</summary>
public sealed class ReceivedMessageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_learns_whom_a_mail_is_about_and_where_its_documents_are_and_the_trail_keeps_it()
    {
        await using var api = await MessagingApi.StartAsync();
        api.Operator.Store.Put(MessagingApi.Team, ReceiveMailTests.Laboratory(ReceiveMailTests.Cda()));
        var fact = (await api.WaitForAsync(MessageReceived.Topic, e => e.As<MessageReceived>().Origin != "citizen")).As<MessageReceived>();

        var told = await Client(api).GetReceivedMessageAsync(new() { MessageId = fact.MessageId.ToString() }, As(api, Demo.Brume), cancellationToken: Ct);

        Assert.Equal((fact.MessageId.ToString(), fact.ThreadId.ToString(), MessagingApi.Catarina.ToString(), "labo@bio.mssante.fr"), (told.MessageId, told.ThreadId, told.UsagerId, told.SenderAddress));
        Assert.Contains("CR de biologie", told.Subject, StringComparison.Ordinal);
        Assert.NotEmpty(told.DocumentIds);
        Assert.DoesNotContain("Résultats joints", told.ToString(), StringComparison.Ordinal);
        await api.WaitForAsync("audit.access-recorded.v1", e => e.Data.GetProperty("action").GetString() == "message.read" && e.Data.GetProperty("subjectId").GetString() == fact.ThreadId.ToString());

        Assert.Equal(StatusCode.NotFound, await RefusedAsync(api, fact.MessageId.ToString(), Demo.Rivieres));
        Assert.Equal(StatusCode.NotFound, await RefusedAsync(api, Guid.CreateVersion7().ToString(), Demo.Brume));
        Assert.Equal(StatusCode.InvalidArgument, await RefusedAsync(api, "pas-un-identifiant", Demo.Brume));
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => Client(api).GetReceivedMessageAsync(new() { MessageId = fact.MessageId.ToString() }, cancellationToken: Ct).ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task What_the_team_sent_is_no_received_message()
    {
        await using var api = await MessagingApi.StartAsync();
        await api.RequestAsync("citizen");
        var sent = (await api.WaitForAsync(MessageSent.Topic)).As<MessageSent>();

        Assert.Equal(StatusCode.NotFound, await RefusedAsync(api, sent.MessageId.ToString(), Demo.Brume));
    }

    private static ReceivedMessages.ReceivedMessagesClient Client(MessagingApi api) => new(GrpcChannel.ForAddress(api.GrpcAddress.ToString()));

    private static Metadata As(MessagingApi api, Guid tenant) => new() { { "authorization", $"Bearer {TestIssuer.Current.ServiceToken("telemedicine", api.Clock.GetUtcNow())}" }, { "x-tenant", tenant.ToString() } };

    private static async Task<StatusCode> RefusedAsync(MessagingApi api, string message, Guid tenant) =>
        (await Assert.ThrowsAsync<RpcException>(() => Client(api).GetReceivedMessageAsync(new() { MessageId = message }, As(api, tenant), cancellationToken: Ct).ResponseAsync)).StatusCode;
}
