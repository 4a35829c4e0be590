using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Events;

/// <summary>Takes a lot of events: one unit of work for each tenant in it, duplicates left out, one answer for each entry.</summary>
internal sealed class BulkDelivery<TContext, TFact>(IServiceScopeFactory scopes, HandlingFaults faults, TimeProvider clock, string topic, Func<IReadOnlyList<DeliveredFact<TFact>>, TContext, CancellationToken, Task> apply)
    where TContext : TenantDbContext where TFact : class
{
    public async Task<IResult> TakeAsync(HttpRequest request, CancellationToken ct)
    {
        using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: ct);
        var entries = document.RootElement.TryGetProperty("entries", out var list)
            ? list.EnumerateArray().Select(entry => Entry.Read(entry.GetProperty("entryId").GetString() ?? "", entry.GetProperty("event"), topic)).ToList()
            : [Entry.Read("", document.RootElement, topic)];
        foreach (var lot in entries.Where(entry => entry.Delivered is not null).GroupBy(entry => entry.Delivered!.Envelope.TenantId))
        {
            var status = await HandleAsync(lot.Key, [.. lot], ct) ? "SUCCESS" : "RETRY";
            foreach (var entry in lot) entry.Status = status;
        }
        return list.ValueKind == JsonValueKind.Array
            ? TypedResults.Ok(new { statuses = entries.Select(entry => new { entryId = entry.Id, status = entry.Status }) })
            : TypedResults.Ok(new { status = entries[0].Status });
    }

    /// <summary>One event by itself; it fails without a throw, as the last of those that were tried.</summary>
    public async Task<string> TakeAloneAsync(JsonElement element, CancellationToken ct)
    {
        var entry = Entry.Read("", element, topic);
        if (entry.Delivered is not { } delivered) return EventAnswer.Drop;
        try
        {
            return await HandleAsync(delivered.Envelope.TenantId, [entry], ct) ? EventAnswer.Success : EventAnswer.Retry;
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            return EventAnswer.Retry;   // why is kept with the event
        }
    }

    private async Task<bool> HandleAsync(Guid? tenant, List<Entry> lot, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        // What belongs to no tenant (a refused sign-in) is kept under the empty one.
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant ?? Guid.Empty);
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        var ids = lot.Select(entry => entry.Delivered!.Envelope.Id).ToList();
        var known = (await db.Inbox.Where(message => message.Topic == topic && ids.Contains(message.EventId)).Select(message => message.EventId).ToListAsync(ct)).ToHashSet();
        var fresh = lot.Select(entry => entry.Delivered!).Where(fact => known.Add(fact.Envelope.Id)).ToList();
        if (fresh.Count == 0) return true;

        try
        {
            await apply(fresh, db, ct);
            var now = clock.GetUtcNow();
            db.Inbox.AddRange(fresh.Select(fact => new InboxMessage { EventId = fact.Envelope.Id, Topic = topic, HandledAt = now }));
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            await faults.KeepAsync(fresh.ConvertAll(fact => fact.Envelope.Id), topic, cause);
            // Another replica took part of the lot: the whole comes again and is sifted.
            if (cause is DbUpdateException) return false;
            throw;
        }
    }

    private sealed class Entry
    {
        public required string Id { get; init; }
        public DeliveredFact<TFact>? Delivered { get; init; }
        public string Status { get; set; } = "DROP";

        public static Entry Read(string id, JsonElement element, string topic)
        {
            try
            {
                var envelope = new EventEnvelope();
                envelope.Read(element, topic);
                return element.GetProperty("data").Deserialize<TFact>(EventJson.Options) is { } fact
                    ? new() { Id = id, Delivered = new(envelope, fact) }
                    : new() { Id = id };
            }
            catch (Exception cause) when (cause is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
            {
                // Dropped here means dead-lettered by the sidecar, which keeps the bytes.
                return new() { Id = id };
            }
        }
    }
}
