using Microsoft.EntityFrameworkCore;

namespace Platform.Events;

/// <summary>Forgets each hour what left or was handled a week ago, and why an event had failed once it has been handled after all.</summary>
internal sealed class EventForgetting
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7), Pace = TimeSpan.FromHours(1);
    private DateTimeOffset _at;

    public async Task WhenDueAsync(TenantDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        if (now - _at < Pace) return;
        _at = now;
        var old = now - Kept;
        await db.Outbox.Where(m => m.SentAt != null && m.SentAt < old).ExecuteDeleteAsync(ct);
        await db.ParkedEvents.Where(p => p.ParkedAt == ParkedEvent.StillTried && db.Inbox.Any(m => m.EventId == p.EventId && m.Topic == p.Topic)).ExecuteDeleteAsync(ct);
        await db.Inbox.Where(m => m.HandledAt < old).ExecuteDeleteAsync(ct);
    }
}
