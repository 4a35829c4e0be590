using Agenda.Access;
using Agenda.Occurrences;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Calendars;

/// <summary>Something that takes a calendar and is no occurrence: an absence, a constraint.</summary>
public sealed record OtherBusyView(BusyNature Nature, DateTimeOffset StartsAt, DateTimeOffset EndsAt, Guid? SourceId);

public sealed record CalendarView(CalendarKind Kind, Guid Id, DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<OccurrenceView> Occurrences, IReadOnlyList<OtherBusyView> Others);

/// <summary>The week of one person or thing, whichever structures fill it.</summary>
internal static class ReadCalendar
{
    public static async Task<Ok<CalendarView>> Read(string kind, Guid id, DateTimeOffset from, DateTimeOffset until, AgendaDbContext db, AgendaAccess access, OccurrenceViews views, CancellationToken ct)
    {
        ReadOccurrences.Check(from, until);
        var whose = CalendarRef.Read(kind);
        await RequireAsync(whose, id, db, access, ct);

        var expected = await db.Participations.AsNoTracking().Where(p => p.CalendarId == id && p.Kind == whose)
            .Join(db.Occurrences.Where(o => o.StartsAt < until && o.EndsAt > from), p => p.OccurrenceId, o => o.Id, (_, o) => o).OrderBy(o => o.StartsAt).ToListAsync(ct);
        var others = await db.BusyTimes.AsNoTracking().Where(b => b.CalendarId == id && b.Nature != BusyNature.Occurrence && b.StartsAt < until && b.EndsAt > from).OrderBy(b => b.StartsAt)
            .Select(b => new OtherBusyView(b.Nature, b.StartsAt, b.EndsAt, whose == CalendarKind.Usager ? b.SourceId : null)).ToListAsync(ct);
        var shown = await views.ShowAsync(expected, masked: whose != CalendarKind.Usager, "agenda.calendar", CalendarRef.Word(whose), id, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new CalendarView(whose, id, from, until, shown, others));
    }

    // A person's calendar is decided by consent; a thing's or a colleague's belongs to the house.
    private static async Task RequireAsync(CalendarKind kind, Guid id, AgendaDbContext db, AgendaAccess access, CancellationToken ct)
    {
        if (kind == CalendarKind.Usager)
        {
            await access.RequireAsync([id], "R", "agenda.calendar", "usager", id, null, ct);
            return;
        }

        var house = kind switch
        {
            CalendarKind.Staff => await db.StaffMembers.AsNoTracking().Where(s => s.SituationId == id).Select(s => (Guid?)s.EstablishmentId).SingleOrDefaultAsync(ct),
            CalendarKind.External => await db.Calendars.AsNoTracking().Where(c => c.Id == id).Select(c => (Guid?)Guid.Empty).SingleOrDefaultAsync(ct),
            _ => await db.Resources.AsNoTracking().Where(r => r.Id == id && r.Kind == kind).Select(r => (Guid?)r.EstablishmentId).SingleOrDefaultAsync(ct),
        };
        if (house is null) throw await access.MissingAsync(CalendarRef.Word(kind), id, "agenda.calendar", ct);
        if (house != Guid.Empty) await access.RequireHouseAsync(house.Value, ct);
    }
}
