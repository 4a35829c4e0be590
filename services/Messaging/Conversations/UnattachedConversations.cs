using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Messaging.Conversations;

public sealed record AttachConversation(Guid UsagerId);

/// <summary>Mails received about nobody known: the house they were sent to says whom they concern.</summary>
public sealed class UnattachedConversations(MessagingDbContext db, DirectoryClient directory, DecisionsClient decisions, Caller caller)
{
    public async Task RequireMineAsync(Conversation conversation, CancellationToken ct)
    {
        if (conversation.EstablishmentId is not { } house || await PlaceAsync(ct) is not { } mine || (mine.Establishment is { } one && one != house)) throw new NotFoundException();
    }

    private sealed record Place(Guid? Establishment);

    /// <summary>Where the caller works: one house, or the whole tenant; null when the situation is not active here or its function opens no mail.</summary>
    private async Task<Place?> PlaceAsync(CancellationToken ct)
    {
        if (caller.SituationId is not { } situation || await directory.FindSituationAsync(situation, ct) is not { Active: true } found || found.TenantId != db.TenantId.ToString()) return null;
        var place = new Place(Guid.TryParse(found.EstablishmentId, out var id) ? id : null);
        return await decisions.OpensMailOfAsync(place.Establishment, ct) ? place : null;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/threads").WithTags("Threads");
        group.MapGet("/unattached", List).WithSummary("Conversations received that wait to be attached to a usager").RequireAuthorization("messaging:read");
        group.MapPost("/{id:guid}/attach", Attach).WithSummary("Says whom a conversation received is about").RequireAuthorization("messaging:write").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Ok<ConversationList>> List(UnattachedConversations unattached, DecisionsClient decisions, MessagingDbContext db, CancellationToken ct)
    {
        var house = await unattached.PlaceAsync(ct) ?? throw await decisions.MissingAsync("thread.list-unattached", "establishment", Guid.Empty, ct);
        var found = await db.Conversations.AsNoTracking().Where(c => c.UsagerId == null && (house.Establishment == null || c.EstablishmentId == house.Establishment)).OrderByDescending(c => c.LastActivityAt).Take(200).ToListAsync(ct);
        db.Audit(new("thread.list-unattached", "establishment", house.Establishment?.ToString() ?? "") { Category = "MSG" });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new ConversationList([.. found.Select(ConversationSummary.Of)], found.Count));
    }

    private static async Task<Ok<ConversationSummary>> Attach(Guid id, AttachConversation request, UnattachedConversations unattached, DecisionsClient decisions, MessagingDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var conversation = await db.Conversations.SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw await decisions.MissingAsync("thread.attach", "thread", id, ct);
        await unattached.RequireMineAsync(conversation, ct);
        await decisions.RequireAsync(request.UsagerId, "S", "thread.attach", "thread", id.ToString(), ct);
        var open = await db.Conversations.AnyAsync(c => c.UsagerId == request.UsagerId && c.Mailbox == conversation.Mailbox && c.Counterpart == conversation.Counterpart && c.Status == ConversationStatus.Open, ct);
        conversation.Attach(request.UsagerId, clock.GetUtcNow());
        // The person's open conversation stays the one that is written in; this one joins the file as it is, closed.
        if (open) conversation.Close("Rattachée au dossier", clock.GetUtcNow());
        db.Audit(new("thread.attach", "thread", id.ToString()) { Category = "MSG", UsagerId = request.UsagerId });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ConversationSummary.Of(conversation));
    }
}
