using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Problems;

namespace Platform.Events;

/// <summary>
/// Takes one delivered event: tenant from the envelope, effect and inbox row in one save. Never answers 404, which the
/// sidecar takes as "drop"; an event that cannot be read is parked with its cause.
/// </summary>
internal sealed partial class EventDelivery<TContext>(TContext db, TenantScope scope, EventEnvelope envelope, TimeProvider clock, ILogger<EventDelivery<TContext>> log)
    where TContext : TenantDbContext
{
    private const int LargestEvent = 4 * 1024 * 1024;

    public async Task<IResult> TakeAsync(HttpRequest request, string topic, Func<JsonElement, TContext, Task> apply, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, ct);
        if (buffer.Length > LargestEvent) return Retry();
        var raw = buffer.ToArray();
        try
        {
            using var document = JsonDocument.Parse(raw);
            envelope.Read(document.RootElement, topic);
            using var _ = envelope.TenantId is { } tenant ? scope.Enter(tenant) : null;
            return await HandleAsync(document.RootElement, topic, apply, ct);
        }
        catch (Exception cause) when (cause is JsonException or FormatException or KeyNotFoundException or InvalidOperationException { Source: "System.Text.Json" })
        {
            Unreadable(log, cause, topic);
            return await ParkAsync(raw, topic, cause.Message, ct);
        }
    }

    private async Task<IResult> HandleAsync(JsonElement document, string topic, Func<JsonElement, TContext, Task> apply, CancellationToken ct)
    {
        if (await db.Inbox.AnyAsync(message => message.EventId == envelope.Id && message.Topic == topic, ct)) return Done();

        try
        {
            await apply(document, db);
        }
        catch (RefusalException refusal)
        {
            // A refused act is tried again: a 404 or 409 of ours must not read as the sidecar's "drop".
            Refused(log, refusal, topic, envelope.Id, refusal.Code);
            return Retry();
        }
        db.Inbox.Add(new() { EventId = envelope.Id, Topic = topic, HandledAt = clock.GetUtcNow() });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException cause) when (cause.InnerException is { } inner && UniqueIndex.IsViolatedBy(inner))
        {
            // A twin delivery may have won; if so the row is there, else the effect itself clashes and is tried again.
            db.ChangeTracker.Clear();
            return await db.Inbox.AnyAsync(message => message.EventId == envelope.Id && message.Topic == topic, ct) ? Done() : Retry();
        }
        return Done();
    }

    private async Task<IResult> ParkAsync(byte[] raw, string topic, string reason, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var id = envelope.Id == Guid.Empty ? Guid.CreateVersion7() : envelope.Id;
        if (!await db.ParkedEvents.AnyAsync(parked => parked.EventId == id && parked.Topic == topic, ct))
        {
            db.ParkedEvents.Add(new() { EventId = id, Topic = topic, Envelope = System.Text.Encoding.UTF8.GetString(raw), Reason = reason[..Math.Min(reason.Length, 500)], ParkedAt = clock.GetUtcNow() });
            await db.SaveChangesAsync(ct);
        }
        return TypedResults.Ok(new { status = "DROP" });
    }

    private static IResult Done() => TypedResults.Ok(new { status = "SUCCESS" });

    private static IResult Retry() => TypedResults.Ok(new { status = "RETRY" });

    [LoggerMessage(5111, LogLevel.Warning, "Event {EventId} of {Topic} was refused: {Code}")]
    private static partial void Refused(ILogger log, Exception cause, string topic, Guid eventId, string code);

    [LoggerMessage(5110, LogLevel.Error, "An event of {Topic} cannot be read and is parked")]
    private static partial void Unreadable(ILogger log, Exception cause, string topic);
}
