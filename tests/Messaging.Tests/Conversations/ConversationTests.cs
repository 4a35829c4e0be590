using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Audit;
using Contracts.Identity;
using Contracts.Messaging;
using Messaging.Tests.Peers;
using Messaging.Tests.Receiving;
using Microsoft.EntityFrameworkCore;
using Testing;

namespace Messaging.Tests.Conversations;

public sealed class ConversationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<(Guid Thread, Messaging.Mail.MailPart Mail)> OpenAsync(MessagingApi api)
    {
        await api.RequestAsync("citizen");
        var mail = (await api.WaitForMailsAsync(MessagingApi.Citizen, 1))[0];
        await api.WaitForAsync(MessageDelivered.Topic);
        return ((await api.GetAsync($"/threads?usagerId={MessagingApi.Catarina}")).GetProperty("threads")[0].GetProperty("id").GetGuid(), mail);
    }

    [Fact, Trait("Seed", "S2-38")]
    public async Task A_closed_conversation_tells_the_citizen_and_turns_later_replies_away_politely()
    {
        await using var api = await MessagingApi.StartAsync();
        var (thread, mail) = await OpenAsync(api);

        var closed = await api.As(Demo.Brume).PostAsJsonAsync($"/threads/{thread}/close", new { reason = "Question résolue" }, Ct);

        Assert.Equal(HttpStatusCode.OK, closed.StatusCode);
        Assert.Equal(thread, (await api.WaitForAsync(ThreadClosed.Topic)).As<ThreadClosed>().ThreadId);
        var last = (await api.WaitForMailsAsync(MessagingApi.Citizen, 2))[1];
        Assert.Equal("FIN", last.Header["X-MSS-MES"]);
        Assert.Equal(mail.MessageId, Assert.Single(last.InReplyTo));
        api.Operator.Store.Put(MessagingApi.Team, ReceiveMailTests.Answer(mail, MessagingApi.Citizen, "J'ai encore une question."));
        var polite = (await api.WaitForMailsAsync(MessagingApi.Citizen, 3))[2];
        Assert.Contains("close", polite.ReadableText(), StringComparison.Ordinal);
        Assert.Equal("FIN", polite.Header["X-MSS-MES"]);
        await api.WaitForAsync(AccessRecorded.Topic, p => p.As<AccessRecorded>() is { Action: "message.turn-away", Outcome: "refused", ReasonCode: "thread-closed" });
        await api.WaitForAsync(AccessRecorded.Topic, p => p.As<AccessRecorded>().Action == "thread.close");
        Assert.DoesNotContain(api.Published, p => p.Topic == MessageReceived.Topic);
        var refused = await api.As(Demo.Brume).PostAsJsonAsync($"/threads/{thread}/messages", new { text = "Bonjour" }, Ct);
        Assert.Equal((HttpStatusCode.Conflict, "thread-closed"), (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString()));
    }

    [Fact, Trait("Seed", "S2-38")]
    public async Task A_conversation_opened_again_takes_replies()
    {
        await using var api = await MessagingApi.StartAsync();
        var (thread, mail) = await OpenAsync(api);
        await api.As(Demo.Brume).PostAsJsonAsync($"/threads/{thread}/close", new { reason = "Question résolue" }, Ct);
        Assert.Equal(HttpStatusCode.Conflict, (await api.As(Demo.Brume).PostAsJsonAsync($"/threads/{thread}/close", new { reason = "Encore" }, Ct)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await api.As(Demo.Brume).PostAsJsonAsync($"/threads/{thread}/reopen", new { reason = "Nouvelle question" }, Ct)).StatusCode);

        var mails = await api.WaitForMailsAsync(MessagingApi.Citizen, 3);
        Assert.Single(mails, m => m.Header["X-MSS-MES"] == "FIN");
        api.Operator.Store.Put(MessagingApi.Team, ReceiveMailTests.Answer(mail, MessagingApi.Citizen, "Merci."));
        Assert.Equal(thread, (await api.WaitForAsync(MessageReceived.Topic)).As<MessageReceived>().ThreadId);
        Assert.Equal(HttpStatusCode.Conflict, (await api.As(Demo.Brume).PostAsJsonAsync($"/threads/{thread}/reopen", new { reason = "Encore" }, Ct)).StatusCode);
    }

    [Fact]
    public async Task The_team_answers_the_citizen_in_the_same_thread()
    {
        await using var api = await MessagingApi.StartAsync();
        var (thread, mail) = await OpenAsync(api);
        api.Operator.Store.Put(MessagingApi.Team, ReceiveMailTests.Answer(mail, MessagingApi.Citizen, "À quelle heure ?"));
        await api.WaitForAsync(MessageReceived.Topic);

        var answered = await api.As(Demo.Brume).PostAsJsonAsync($"/threads/{thread}/messages", new { text = "À midi." }, Ct);

        Assert.Equal(HttpStatusCode.Created, answered.StatusCode);
        var sent = (await api.WaitForMailsAsync(MessagingApi.Citizen, 2))[1];
        Assert.Equal("À midi.", sent.ReadableText().Trim());
        Assert.Equal(mail.MessageId, sent.References[0]);
        Assert.Equal(2, sent.References.Count);
        Assert.Null(sent.Header["X-MSS-CODECDA"]);
    }

    [Theory]
    [InlineData("citizen", "279035121518989@patient.mssante.fr", "citizen-address-typed")]
    [InlineData("professional", "279035121518989@patient.mssante.fr", "citizen-address-typed")]
    [InlineData("professional", "jean@exemple.fr", "outside-trust-space")]
    [InlineData("professional", null, "no-recipient")]
    public async Task A_conversation_is_only_opened_inside_the_trust_space(string counterpart, string? recipient, string code)
    {
        await using var api = await MessagingApi.StartAsync();

        var reply = await api.As(Demo.Brume).PostAsJsonAsync("/threads", new { usagerId = MessagingApi.Catarina, counterpart, subject = "Question", text = "Bonjour", recipient, establishmentId = Demo.SaulesBlancs }, Ct);

        Assert.Equal((HttpStatusCode.BadRequest, code), (reply.StatusCode, (await reply.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString()));
        Assert.Equal(0, (await api.GetAsync($"/threads?usagerId={MessagingApi.Catarina}")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("{\"text\":\"\"}")]
    [InlineData("{}")]
    [InlineData("{\"text\":\"a\",\"bcc\":\"x@y.fr\"}")]
    [InlineData("pas du json")]
    public async Task Bad_input_changes_nothing(string body)
    {
        await using var api = await MessagingApi.StartAsync();
        var (thread, _) = await OpenAsync(api);

        var reply = await api.As(Demo.Brume).PostAsync($"/threads/{thread}/messages", new StringContent(body, null, "application/json"), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Equal(1, (await api.GetAsync($"/threads/{thread}")).GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Another_tenant_a_missing_scope_and_a_refused_caller_find_no_conversation()
    {
        await using var api = await MessagingApi.StartAsync();
        var (thread, _) = await OpenAsync(api);

        Assert.Equal(HttpStatusCode.NotFound, (await api.As(Demo.Rivieres).GetAsync($"/threads/{thread}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.As(Demo.Rivieres).PostAsJsonAsync($"/threads/{thread}/close", new { reason = "Intrusion" }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.As(Demo.Brume, scopes: "messaging:read").PostAsJsonAsync($"/threads/{thread}/close", new { reason = "Sans droit" }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.Anonymous().GetAsync($"/threads/{thread}", Ct)).StatusCode);
        api.Consent.Decide = _ => new() { Allowed = false, ReasonCode = "DENY_PROFILE", MayKnow = true, Explanation = "Votre rôle ne permet pas de lire cette conversation." };
        Assert.Equal(HttpStatusCode.Forbidden, (await api.As(Demo.Brume).GetAsync($"/threads/{thread}", Ct)).StatusCode);
        await api.WaitForAsync(AccessRecorded.Topic, p => p.As<AccessRecorded>() is { Action: "thread.read", Outcome: "refused" });
    }

    [Fact]
    public async Task The_conversations_of_an_absorbed_identity_go_with_the_kept_one()
    {
        await using var api = await MessagingApi.StartAsync();
        var (thread, _) = await OpenAsync(api);
        var kept = Guid.CreateVersion7();

        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, MessagingApi.Catarina, api.Clock.GetUtcNow()), Demo.Brume);

        Assert.Equal(0, (await api.GetAsync($"/threads?usagerId={MessagingApi.Catarina}")).GetProperty("total").GetInt32());
        Assert.Equal(thread, (await api.GetAsync($"/threads?usagerId={kept}")).GetProperty("threads")[0].GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Texts_are_sealed_in_the_database()
    {
        await using var api = await MessagingApi.StartAsync();
        var (thread, mail) = await OpenAsync(api);
        api.Operator.Store.Put(MessagingApi.Team, ReceiveMailTests.Answer(mail, MessagingApi.Citizen, "Secretmedical"));
        await api.WaitForAsync(MessageReceived.Topic);

        await using var scope = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.CreateAsyncScope(api.Provider);
        using var tenant = ((Platform.TenantScope)scope.ServiceProvider.GetService(typeof(Platform.TenantScope))!).Enter(Demo.Brume);
        var db = (MessagingDbContext)scope.ServiceProvider.GetService(typeof(MessagingDbContext))!;
        var texts = await db.Messages.Where(m => m.ConversationId == thread).Select(m => m.SealedText).ToListAsync(Ct);

        Assert.Equal(2, texts.Count);
        Assert.All(texts, t => Assert.DoesNotContain("Secretmedical", System.Text.Encoding.UTF8.GetString(t), StringComparison.Ordinal));
    }
}
