using System.ComponentModel.DataAnnotations;
using Contracts.Messaging;
using Messaging.Sending;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Messaging.Conversations;

/// <param name="Reason">Kept with the conversation; not sent.</param>
/// <param name="Text">What the citizen is told; absent, a usual sentence.</param>
public sealed record CloseRequest([Required, StringLength(Conversation.LongestReason, MinimumLength = 3)] string Reason, [StringLength(2000)] string? Text = null);

/// <summary>Closes a conversation to answers, or opens it again. The citizen is told, and his messaging follows X-MSS-MES.</summary>
public static class CloseConversation
{
    public const string Closing = "Bonjour,\n\nL'équipe met fin à cette conversation : vous ne pouvez plus y répondre. Pour la joindre, appelez l'établissement.";
    public const string Reopening = "Bonjour,\n\nL'équipe a rouvert cette conversation : vous pouvez de nouveau lui répondre.";

    public static void MapCloseConversation(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/threads/{id:guid}").WithTags("Threads").RequireAuthorization("messaging:write");
        group.MapPost("/close", Close).WithSummary("Closes a conversation with its reason").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/reopen", Reopen).WithSummary("Opens a closed conversation again with its reason").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Ok<ConversationSummary>> Close(Guid id, CloseRequest request, MessagingDbContext db, DecisionsClient decisions, WriteMessage write, SendSignal signal, TimeProvider clock, CancellationToken ct)
    {
        var (conversation, usager) = await FindAsync(id, "thread.close", db, decisions, ct);
        db.Publish(ThreadClosed.Topic, conversation.Close(request.Reason, clock.GetUtcNow()), id);
        if (conversation.Counterpart == Counterpart.Citizen) write.Queue(conversation, usager, "Fin de la conversation", request.Text ?? Closing, null, ends: true);
        db.Audit(new("thread.close", "thread", id.ToString()) { Category = "MSG", UsagerId = usager });
        await db.SaveChangesAsync(ct);
        signal.Raise();
        return TypedResults.Ok(ConversationSummary.Of(conversation));
    }

    private static async Task<Ok<ConversationSummary>> Reopen(Guid id, CloseRequest request, MessagingDbContext db, DecisionsClient decisions, WriteMessage write, SendSignal signal, TimeProvider clock, CancellationToken ct)
    {
        var (conversation, usager) = await FindAsync(id, "thread.reopen", db, decisions, ct);
        conversation.Reopen(clock.GetUtcNow());
        if (conversation.Counterpart == Counterpart.Citizen) write.Queue(conversation, usager, "Conversation rouverte", request.Text ?? Reopening, null, ends: false);
        db.Audit(new("thread.reopen", "thread", id.ToString()) { Category = "MSG", UsagerId = usager });
        await db.SaveChangesAsync(ct);
        signal.Raise();
        return TypedResults.Ok(ConversationSummary.Of(conversation));
    }

    private static async Task<(Conversation Conversation, Guid Usager)> FindAsync(Guid id, string verb, MessagingDbContext db, DecisionsClient decisions, CancellationToken ct)
    {
        var conversation = await db.Conversations.SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw await decisions.MissingAsync(verb, "thread", id, ct);
        if (conversation.UsagerId is not { } usager) throw new RuleBrokenException("thread-unattached", "Rattachez d'abord cette conversation à une personne.");
        await decisions.RequireAsync(usager, "S", verb, "thread", id.ToString(), ct);
        return (conversation, usager);
    }
}
