using Agenda.Calendars;
using Contracts.Agenda;
using Contracts.Telemedicine;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Occurrences;

/// <summary>What telemedicine tells of the acts it had booked.</summary>
internal static class FollowActs
{
    /// <summary>The appointment is called off, unless it took place or was called off already.</summary>
    public static async Task Freed(ActFreed fact, AgendaDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var members = await db.Participations.Where(p => p.OccurrenceId == fact.AppointmentId).ToListAsync(ct);
        await Calendar.TakeAsync(db, members.Select(m => m.Calendar), ct);
        if (await db.Occurrences.SingleOrDefaultAsync(o => o.Id == fact.AppointmentId, ct) is not { Open: true } occurrence) return;
        var source = await db.Activities.Where(a => a.Id == occurrence.ActivityId).Select(a => a.SourceId).SingleAsync(ct);
        if (source != fact.RequestId) return;
        await db.BusyTimes.Where(b => b.SourceId == occurrence.Id).ExecuteDeleteAsync(ct);
        db.Publish(ActivityCancelled.Topic, occurrence.Cancel(fact.Reason, source, clock.GetUtcNow()), occurrence.Id);
        db.OccurrenceChanges.Add(OccurrenceChange.Of(occurrence, ChangeKind.Cancelled, occurrence.StartsAt, fact.Reason, Guid.Empty, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
