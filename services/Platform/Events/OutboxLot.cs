using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Platform.Events;

/// <summary>Many facts of one topic in one commit, for a writer that gathers those of several requests; they leave in lots too.</summary>
public static class OutboxLot
{
    /// <summary>Writes and commits; the facts leave after that.</summary>
    /// <param name="facts">Each with the tenant it concerns; null when it is the whole platform's.</param>
    public static async Task PublishManyAsync<T>(this TenantDbContext db, string topic, IReadOnlyList<(Guid? Tenant, T Fact)> facts, CancellationToken ct) where T : class
    {
        var now = db.GetService<TimeProvider>().GetUtcNow();
        await db.CommitAsync([.. facts.Select(one => OutboxMessage.Of(topic, JsonSerializer.Serialize(one.Fact, EventJson.Options), one.Tenant, Guid.Empty, Activity.Current?.Id, now))], ct);
    }

    internal static async Task CommitAsync(this TenantDbContext db, IReadOnlyList<OutboxMessage> rows, CancellationToken ct)
    {
        await using var change = await db.Database.BeginTransactionAsync(ct);
        await db.InsertManyAsync(rows, ct, nameof(OutboxMessage.Sequence));
        await change.CommitAsync(ct);
        db.GetService<OutboxSignal>().RaiseSoon();
    }
}
