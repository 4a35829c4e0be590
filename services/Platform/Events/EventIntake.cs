using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Events;

/// <summary>
/// Takes what the sidecar brings, one event or a lot. The events of a tenant in a lot share one transaction: each is applied and
/// saved in turn, so that it sees the effects of those before it, and all are committed with their inbox rows at once. When
/// one of them fails nothing of the lot stays, and each is taken alone, so that only the one at fault is tried again. Never answers 404,
/// which the sidecar takes as "drop".
/// </summary>
internal sealed partial class EventIntake<TContext, TFact, TService>(
    IServiceScopeFactory scopes, OutboxSignal signal, HandlingFaults faults, TimeProvider clock, ILogger log, string topic, Func<TFact, TContext, TService, CancellationToken, Task> apply)
    where TContext : TenantDbContext where TFact : class where TService : notnull
{
    private const int LargestBody = 32 * 1024 * 1024;

    public async Task<IResult> TakeAsync(HttpRequest request, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, ct);
        var raw = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (raw.Length > LargestBody) return TypedResults.Ok(new { status = EventAnswer.Retry });
        try
        {
            using var document = JsonDocument.Parse(raw);
            if (!document.RootElement.TryGetProperty("entries", out var list) || document.RootElement.TryGetProperty("specversion", out _))
                return TypedResults.Ok(new { status = await TakeAloneAsync(document.RootElement, ct) });
            var lot = list.EnumerateArray().Select(Entry.Read).ToList();
            await TakeLotAsync(lot, ct);
            return TypedResults.Ok(new { statuses = lot.Select(entry => new { entryId = entry.Id, status = entry.Status }) });
        }
        catch (JsonException cause)
        {
            await using var scope = scopes.CreateAsyncScope();
            return TypedResults.Ok(new { status = await scope.ServiceProvider.GetRequiredService<EventDelivery<TContext>>().ParkAsync(Encoding.UTF8.GetString(raw.Span), topic, cause, ct) });
        }
    }

    private async Task TakeLotAsync(List<Entry> lot, CancellationToken ct)
    {
        foreach (var tenant in lot.GroupBy(entry => entry.Tenant))
        {
            var entries = tenant.ToList();
            if (entries.Count > 1 && await TakeTogetherAsync(entries, ct)) continue;
            foreach (var entry in entries) entry.Status = await TakeAloneSafelyAsync(entry.Event, ct);
        }
    }

    private async Task<bool> TakeTogetherAsync(List<Entry> lot, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await ApplyAsync(lot, scope.ServiceProvider, ct);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            Apart(log, cause, lot.Count, topic);
            return false;
        }
        signal.Raise();   // what was published meanwhile could not be seen before the commit
        foreach (var entry in lot) entry.Status = EventAnswer.Success;
        return true;
    }

    private async Task ApplyAsync(List<Entry> lot, IServiceProvider services, CancellationToken ct)
    {
        using var _ = lot[0].Tenant is { Length: > 0 } tenant ? services.GetRequiredService<TenantScope>().Enter(Guid.Parse(tenant)) : null;
        var (db, service, envelope) = (services.GetRequiredService<TContext>(), services.GetRequiredService<TService>(), services.GetRequiredService<EventEnvelope>());
        var ids = lot.Select(entry => entry.Event.GetProperty("id").GetGuid()).ToList();
        var known = (await db.Inbox.Where(message => message.Topic == topic && ids.Contains(message.EventId)).Select(message => message.EventId).ToListAsync(ct)).ToHashSet();

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var handled = new List<Guid>(lot.Count);
        foreach (var (entry, id) in lot.Zip(ids))
        {
            if (!known.Add(id)) continue;
            envelope.Read(entry.Event, topic);
            using var trace = Continue(entry.Event);
            await apply(FactOf(entry.Event), db, service, ct);
            if (db.ChangeTracker.HasChanges()) await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
            handled.Add(id);
        }
        await db.RememberAsync(topic, handled, clock.GetUtcNow(), ct);
        await transaction.CommitAsync(ct);
    }

    /// <returns>What the sidecar would be told; never throws but when the caller has left.</returns>
    public async Task<string> TakeAloneSafelyAsync(JsonElement document, CancellationToken ct)
    {
        try
        {
            return await TakeAloneAsync(document, ct);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            Failed(log, cause, topic);
            return EventAnswer.Retry;
        }
    }

    private async Task<string> TakeAloneAsync(JsonElement document, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var trace = Continue(document);
        try
        {
            return await scope.ServiceProvider.GetRequiredService<EventDelivery<TContext>>().TakeAsync(
                document, topic, (envelope, db) => apply(FactOf(envelope), db, scope.ServiceProvider.GetRequiredService<TService>(), ct), ct);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            if (document.TryGetProperty("id", out var id) && id.TryGetGuid(out var known)) await faults.KeepAsync([known], topic, cause);
            throw;
        }
    }

    private static TFact FactOf(JsonElement envelope) =>
        envelope.GetProperty("data").Deserialize<TFact>(EventJson.Options) ?? throw new JsonException("The event has no data.");

    // Events of a lot come in one request; each goes on with the trace of its own cause.
    private Activity? Continue(JsonElement envelope) =>
        envelope.ValueKind == JsonValueKind.Object && envelope.TryGetProperty("traceparent", out var parent) && parent.ValueKind == JsonValueKind.String && ActivityContext.TryParse(parent.GetString(), null, out var context)
            ? Telemetry.PlatformMeter.Activities.StartActivity(topic, ActivityKind.Consumer, context) : null;

    [LoggerMessage(5112, LogLevel.Information, "A lot of {Count} events of {Topic} could not be taken together and is taken one by one")]
    private static partial void Apart(ILogger log, Exception cause, int count, string topic);

    [LoggerMessage(5113, LogLevel.Warning, "An event of {Topic} failed and will come again")]
    private static partial void Failed(ILogger log, Exception cause, string topic);

    private sealed class Entry
    {
        public required string Id { get; init; }
        public required JsonElement Event { get; init; }
        public required string Tenant { get; init; }
        public string Status { get; set; } = EventAnswer.Retry;

        public static Entry Read(JsonElement entry)
        {
            var envelope = entry.TryGetProperty("event", out var brought) ? brought : default;
            var tenant = envelope.ValueKind == JsonValueKind.Object && envelope.TryGetProperty("tenant", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : "";
            return new() { Id = entry.GetProperty("entryId").GetString() ?? "", Event = envelope, Tenant = tenant };
        }
    }
}
