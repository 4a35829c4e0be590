using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Events;

/// <summary>Takes a lot of events: one unit of work for each tenant in it, duplicates left out, one answer for each entry.</summary>
internal sealed class BulkDelivery<TContext, TFact>(IServiceScopeFactory scopes, TimeProvider clock, Func<IReadOnlyList<DeliveredFact<TFact>>, TContext, CancellationToken, Task> apply)
    where TContext : TenantDbContext where TFact : class
{
    public async Task<IResult> TakeAsync(HttpRequest request, string topic, CancellationToken ct)
    {
        using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: ct);
        var entries = document.RootElement.TryGetProperty("entries", out var list)
            ? list.EnumerateArray().Select(entry => Entry.Read(entry.GetProperty("entryId").GetString() ?? "", entry.GetProperty("event"), topic)).ToList()
            : [Entry.Read("", document.RootElement, topic)];
        foreach (var lot in entries.Where(entry => entry.Delivered is not null).GroupBy(entry => entry.Delivered!.Envelope.TenantId))
        {
            var status = await HandleAsync(lot.Key, [.. lot], topic, ct) ? "SUCCESS" : "RETRY";
            foreach (var entry in lot) entry.Status = status;
        }
        return list.ValueKind == JsonValueKind.Array
            ? TypedResults.Ok(new { statuses = entries.Select(entry => new { entryId = entry.Id, status = entry.Status }) })
            : TypedResults.Ok(new { status = entries[0].Status });
    }

    private async Task<bool> HandleAsync(Guid? tenant, List<Entry> lot, string topic, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        // What belongs to no tenant (a refused sign-in) is kept under the empty one.
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant ?? Guid.Empty);
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        var ids = lot.Select(entry => entry.Delivered!.Envelope.Id).ToList();
        var known = (await db.Inbox.Where(message => message.Topic == topic && ids.Contains(message.EventId)).Select(message => message.EventId).ToListAsync(ct)).ToHashSet();
        var fresh = lot.Select(entry => entry.Delivered!).Where(fact => known.Add(fact.Envelope.Id)).ToList();
        if (fresh.Count == 0) return true;

        await apply(fresh, db, ct);
        var now = clock.GetUtcNow();
        db.Inbox.AddRange(fresh.Select(fact => new InboxMessage { EventId = fact.Envelope.Id, Topic = topic, HandledAt = now }));
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            // Another replica took part of the lot: the whole comes again and is sifted.
            return false;
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
