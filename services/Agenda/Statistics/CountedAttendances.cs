using Agenda.Access;
using Agenda.Attendances;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Statistics;

/// <summary>What stands behind a line of the counters: each attendance once, under its id, with what it is counted as.</summary>
internal static class CountedAttendances
{
    private const int Page = 2000;

    public static async Task<Ok<CountedList>> List(Guid establishmentId, DateOnly from, DateOnly to, PresenceAccess access, AgendaDbContext db, CancellationToken ct, string? serafinCode = null)
    {
        Attendances.Period.Require(from, to);
        await access.RequireHouseAsync(establishmentId, ct);
        // The same rows as the counters read: by the day the occurrence has now.
        var days = db.Occurrences.Where(o => o.EstablishmentId == establishmentId && o.Day >= from && o.Day <= to)
            .Join(db.Activities.Where(a => serafinCode == null || (a.SerafinCode ?? "") == serafinCode), o => o.ActivityId, a => a.Id, (o, _) => o.Id);
        var captured = db.Attendances.AsNoTracking().Where(a => days.Contains(a.OccurrenceId) && a.State != null);
        var persons = await captured.Select(a => a.UsagerId).Distinct().ToListAsync(ct);
        var readable = (await access.ReadableAsync(persons, "statistics.detail", "establishment", establishmentId, establishmentId, ct)).Keys.ToList();
        var counted = captured.Where(a => readable.Contains(a.UsagerId));
        var (total, page) = (await counted.CountAsync(ct), await counted.OrderBy(a => a.ServiceDate).ThenBy(a => a.Id).Take(Page).ToListAsync(ct));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new CountedList([.. page.Select(CountedView.Of)], total));
    }
}

internal sealed record CountedList(IReadOnlyList<CountedView> Items, int Total);

/// <param name="CountedAs">session, absence-planned, absence-unplanned, refusal, cancelled or indirect.</param>
internal sealed record CountedView(Guid AttendanceId, int Version, Guid OccurrenceId, Guid UsagerId, DateOnly ServiceDate, string SerafinCode, string CountedAs, decimal Quantity, int Minutes)
{
    public static CountedView Of(Attendance a) => new(a.Id, a.Version, a.OccurrenceId, a.UsagerId, a.ServiceDate, a.SerafinCode ?? "", Word(a.State!.Value), a.Quantity, a.Minutes);

    private static string Word(AttendanceState state) => state switch
    {
        AttendanceState.Present or AttendanceState.Partial => "session",
        AttendanceState.AbsentJustified => "absence-planned",
        AttendanceState.AbsentUnplanned => "absence-unplanned",
        AttendanceState.Refused => "refusal",
        AttendanceState.Cancelled => "cancelled",
        _ => "indirect",
    };
}
