using Billing.Ledger;
using Billing.Rules;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;

namespace Billing.Attendance;

/// <summary>Keeps what agenda tells. A fact carries its version: whatever the order and the number of deliveries, the latest one stands.</summary>
public static class FollowAgenda
{
    public static async Task Absent(AbsenceRecorded fact, BillingDbContext db, CancellationToken ct)
    {
        var known = await db.Absences.SingleOrDefaultAsync(a => a.Id == fact.AbsenceId, ct);
        var before = known is null ? fact.LeftAt : known.LeftAt;
        if (known is null) db.Absences.Add(known = KnownAbsence.Of(db.TenantId, fact));
        if (known.Learn(fact)) await Unsettled.MarkAsync(db, known.EstablishmentId, known.UsagerId, Paris.DayOf(before < fact.LeftAt ? before : fact.LeftAt), ct);
    }

    public static Task Attended(AttendanceRecorded fact, BillingDbContext db, CancellationToken ct) => AttendAsync(fact, db, ct);

    public static Task Corrected(AttendanceCorrected c, BillingDbContext db, CancellationToken ct) => AttendAsync(
        new(c.AttendanceId, c.Version, c.OccurrenceId, c.ActivityId, c.UsagerId, c.EstablishmentId, c.ServiceDate, c.Period, c.State, c.Quantity, c.Minutes, c.SerafinCode, c.RecordedBy, c.RecordedAt, c.ToldAt), db, ct);

    public static async Task Carried(TransportRecorded fact, BillingDbContext db, CancellationToken ct)
    {
        var known = await db.Transports.SingleOrDefaultAsync(t => t.Id == fact.TransportId, ct);
        var before = known?.ServiceDate ?? fact.ServiceDate;
        if (known is null) db.Transports.Add(known = KnownTransport.Of(db.TenantId, fact));
        if (known.Learn(fact)) await Unsettled.MarkAsync(db, known.EstablishmentId, known.UsagerId, before < fact.ServiceDate ? before : fact.ServiceDate, ct);
    }

    public static Task Planned(ActivityPlanned fact, BillingDbContext db, CancellationToken ct) => ScheduleAsync(db, fact.OccurrenceId, fact.EstablishmentId, o => o.Learn(fact), ct);

    public static Task Moved(ActivityMoved fact, BillingDbContext db, CancellationToken ct) => ScheduleAsync(db, fact.OccurrenceId, fact.EstablishmentId, o => o.Learn(fact), ct);

    public static async Task Cancelled(ActivityCancelled fact, BillingDbContext db, CancellationToken ct) => (await OccurrenceAsync(db, fact.OccurrenceId, fact.EstablishmentId, ct)).Learn(fact);

    private static async Task AttendAsync(AttendanceRecorded fact, BillingDbContext db, CancellationToken ct)
    {
        var known = await db.Attendances.SingleOrDefaultAsync(a => a.Id == fact.AttendanceId, ct);
        var before = known?.ServiceDate ?? fact.ServiceDate;
        if (known is null) db.Attendances.Add(known = KnownAttendance.Of(db.TenantId, fact));
        if (known.Learn(fact)) await Unsettled.MarkAsync(db, known.EstablishmentId, known.UsagerId, before < fact.ServiceDate ? before : fact.ServiceDate, ct);
    }

    // Whether an absence was announced in time is counted from the beginning: when that changes, its month is looked at again.
    private static async Task ScheduleAsync(BillingDbContext db, Guid id, Guid establishmentId, Action<KnownOccurrence> learn, CancellationToken ct)
    {
        var known = await OccurrenceAsync(db, id, establishmentId, ct);
        var before = known.StartsAt;
        learn(known);
        if (known.StartsAt == before) return;
        foreach (var told in await db.Attendances.AsNoTracking().Where(a => a.OccurrenceId == id && a.ToldAt != null).ToListAsync(ct)) await Unsettled.MarkAsync(db, told.EstablishmentId, told.UsagerId, told.ServiceDate, ct);
    }

    private static async Task<KnownOccurrence> OccurrenceAsync(BillingDbContext db, Guid id, Guid establishmentId, CancellationToken ct)
    {
        var known = await db.Occurrences.SingleOrDefaultAsync(o => o.Id == id, ct);
        if (known is null) db.Occurrences.Add(known = KnownOccurrence.Of(db.TenantId, id, establishmentId));
        return known;
    }
}
