using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Problems;

namespace Platform.Events;

/// <summary>
/// Takes one delivered event: tenant from the envelope, effect and inbox row in one save. An event that cannot be read is
/// parked with its cause.
/// </summary>
internal sealed partial class EventDelivery<TContext>(TContext db, TenantScope scope, EventEnvelope envelope, HandlingFaults faults, TimeProvider clock, ILogger<EventDelivery<TContext>> log)
    where TContext : TenantDbContext
{
    /// <returns>SUCCESS, RETRY or DROP.</returns>
    public async Task<string> TakeAsync(JsonElement document, string topic, Func<JsonElement, TContext, Task> apply, CancellationToken ct)
    {
        try
        {
            envelope.Read(document, topic);
            using var _ = envelope.TenantId is { } tenant ? scope.Enter(tenant) : null;
            return await HandleAsync(document, topic, apply, ct);
        }
        catch (Exception cause) when (cause is JsonException or FormatException or KeyNotFoundException or InvalidOperationException { Source: "System.Text.Json" })
        {
            return await ParkAsync(document.GetRawText(), topic, cause, ct);
        }
    }

    public async Task<string> ParkAsync(string text, string topic, Exception cause, CancellationToken ct)
    {
        Unreadable(log, cause, topic);
        db.ChangeTracker.Clear();
        var (id, reason) = (envelope.Id == Guid.Empty ? Guid.CreateVersion7() : envelope.Id, cause.Message);
        if (!await db.ParkedEvents.AnyAsync(parked => parked.EventId == id && parked.Topic == topic, ct))
        {
            db.ParkedEvents.Add(new() { EventId = id, Topic = topic, Envelope = text, Reason = reason[..Math.Min(reason.Length, 500)], ParkedAt = clock.GetUtcNow() });
            await db.SaveChangesAsync(ct);
        }
        return EventAnswer.Drop;
    }

    private async Task<string> HandleAsync(JsonElement document, string topic, Func<JsonElement, TContext, Task> apply, CancellationToken ct)
    {
        if (await KnownAsync(topic, ct)) return EventAnswer.Success;
        try
        {
            await apply(document, db);
        }
        catch (RefusalException refusal)
        {
            // A refused act is tried again: a 404 or 409 of ours must not read as the sidecar's "drop".
            Refused(log, refusal, topic, envelope.Id, refusal.Code);
            await faults.KeepAsync([envelope.Id], topic, refusal);
            return EventAnswer.Retry;
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
            if (await KnownAsync(topic, ct)) return EventAnswer.Success;
            await faults.KeepAsync([envelope.Id], topic, cause);
            return EventAnswer.Retry;
        }
        return EventAnswer.Success;
    }

    private Task<bool> KnownAsync(string topic, CancellationToken ct) => db.Inbox.AnyAsync(message => message.EventId == envelope.Id && message.Topic == topic, ct);

    [LoggerMessage(5111, LogLevel.Warning, "Event {EventId} of {Topic} was refused: {Code}")]
    private static partial void Refused(ILogger log, Exception cause, string topic, Guid eventId, string code);

    [LoggerMessage(5110, LogLevel.Error, "An event of {Topic} cannot be read and is parked")]
    private static partial void Unreadable(ILogger log, Exception cause, string topic);
}

/// <summary>What the sidecar is told of an event.</summary>
internal static class EventAnswer
{
    public const string Success = "SUCCESS", Retry = "RETRY", Drop = "DROP";
}
