using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Platform.Events;

/// <summary>Keeps what the sidecar gave up on, with the cause, and lets an operator have it handled again.</summary>
internal static class DeadLetters
{
    public const string Route = "/events/dead-letters";

    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Route, Park).RequireAuthorization(SidecarPolicy.Name).ExcludeFromDescription();
        var group = routes.MapGroup("/operations/parked-events").RequireAuthorization("operations").WithTags("Operations");
        group.MapGet("", List).WithSummary("Événements non traités, avec leur cause");
        group.MapPost("{eventId:guid}/{topic}/replay", Replay).WithSummary("Traite l'événement de nouveau, comme s'il venait d'arriver").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> Park(HttpContext http, TenantDbContext db, TimeProvider clock, CancellationToken ct)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(ct);
        var (id, topic) = Identify(text);
        var known = await db.ParkedEvents.SingleOrDefaultAsync(parked => parked.EventId == id && parked.Topic == topic, ct);
        // No handler of this service has seen it fail: it could not be brought at all.
        if (known is null) db.ParkedEvents.Add(new() { EventId = id, Topic = topic, Envelope = text, Reason = "not-delivered", ParkedAt = clock.GetUtcNow() });
        else if (known.ParkedAt == ParkedEvent.StillTried) (known.Envelope, known.ParkedAt) = (text, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new { status = "SUCCESS" });
    }

    private static async Task<IResult> List(TenantDbContext db, CancellationToken ct) =>
        TypedResults.Ok(await db.ParkedEvents.Where(parked => parked.ReplayedAt == null && parked.ParkedAt != ParkedEvent.StillTried).OrderBy(parked => parked.EventId).Take(200)
            .Select(parked => new { parked.EventId, parked.Topic, parked.Reason, parked.ParkedAt }).ToListAsync(ct));

    private static async Task<IResult> Replay(Guid eventId, string topic, TenantDbContext db, EventSubscriptions subscriptions, TimeProvider clock, CancellationToken ct)
    {
        var parked = await db.ParkedEvents.SingleOrDefaultAsync(parked => parked.EventId == eventId && parked.Topic == topic && parked.ParkedAt != ParkedEvent.StillTried, ct) ?? throw new NotFoundException();
        if (parked.ReplayedAt is not null) return TypedResults.NoContent();
        if (subscriptions.Find(topic) is not { } subscription) throw new RuleBrokenException("no-handler", "Ce service n'écoute plus cet événement. Laissez-le : il n'y a rien à rejouer.");
        if (await TakeAsync(subscription, parked.Envelope, ct) != EventAnswer.Success)
        {
            await db.Entry(parked).ReloadAsync(ct);
            throw new RuleBrokenException("replay-failed", $"L'événement a échoué de nouveau ({parked.Reason}). Corrigez la cause, puis rejouez-le.");
        }
        parked.ReplayedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<string> TakeAsync(EventSubscriptions.Subscription subscription, string envelope, CancellationToken ct)
    {
        try
        {
            using var document = JsonDocument.Parse(envelope);
            return await subscription.Take(document.RootElement, ct);
        }
        catch (JsonException)
        {
            return EventAnswer.Drop;
        }
    }

    private static (Guid Id, string Topic) Identify(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var topic = root.TryGetProperty("type", out var type) ? type.GetString() ?? "" : "";
            return (root.TryGetProperty("id", out var id) && id.TryGetGuid(out var guid) ? guid : Guid.CreateVersion7(), topic);
        }
        catch (JsonException)
        {
            return (Guid.CreateVersion7(), "unreadable");
        }
    }
}
