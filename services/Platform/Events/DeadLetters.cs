using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Platform.Events;

/// <summary>Keeps what the sidecar gave up on, and lets an operator send it again.</summary>
internal static class DeadLetters
{
    public const string Route = "/events/dead-letters";

    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Route, Park).RequireAuthorization(SidecarPolicy.Name).ExcludeFromDescription();
        var group = routes.MapGroup("/operations/parked-events").RequireAuthorization("operations").WithTags("Operations");
        group.MapGet("", List).WithSummary("Événements non traités, avec leur cause");
        group.MapPost("{eventId:guid}/{topic}/replay", Replay).WithSummary("Marque l'événement comme rejoué et rend son enveloppe");
    }

    private static async Task<IResult> Park(HttpContext http, TenantDbContext db, TimeProvider clock, CancellationToken ct)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(ct);
        var (id, topic) = Identify(text);
        if (!await db.ParkedEvents.AnyAsync(parked => parked.EventId == id && parked.Topic == topic, ct))
        {
            db.ParkedEvents.Add(new() { EventId = id, Topic = topic, Envelope = text, Reason = "delivery-failed", ParkedAt = clock.GetUtcNow() });
            await db.SaveChangesAsync(ct);
        }
        return TypedResults.Ok(new { status = "SUCCESS" });
    }

    private static async Task<IResult> List(TenantDbContext db, CancellationToken ct) =>
        TypedResults.Ok(await db.ParkedEvents.Where(parked => parked.ReplayedAt == null).OrderBy(parked => parked.EventId).Take(200)
            .Select(parked => new { parked.EventId, parked.Topic, parked.Reason, parked.ParkedAt }).ToListAsync(ct));

    private static async Task<IResult> Replay(Guid eventId, string topic, TenantDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var parked = await db.ParkedEvents.SingleOrDefaultAsync(parked => parked.EventId == eventId && parked.Topic == topic, ct);
        if (parked is null) return TypedResults.NotFound();
        parked.ReplayedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        return TypedResults.Text(parked.Envelope, "application/cloudevents+json");
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
