using Agenda.Calendars;
using Agenda.Occurrences;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Merging;

/// <summary>The calendars that a merge or its undoing may change: the two persons', and those of whom or what is expected with them from now on.</summary>
internal sealed class PersonCalendars(AgendaDbContext db)
{
    public async Task TakeAsync(Guid one, Guid other, DateTimeOffset now, CancellationToken ct)
    {
        var coming = db.Occurrences.Where(o => o.EndsAt > now && (o.Status == OccurrenceStatus.Planned || o.Status == OccurrenceStatus.Validated)).Select(o => o.Id);
        var theirs = db.Participations.Where(p => (p.CalendarId == one || p.CalendarId == other) && coming.Contains(p.OccurrenceId)).Select(p => p.OccurrenceId);
        var with = await db.Participations.AsNoTracking().Where(p => theirs.Contains(p.OccurrenceId)).Select(p => new { p.Kind, p.CalendarId }).Distinct().ToListAsync(ct);
        await Calendar.TakeAsync(db, [.. with.Select(w => new CalendarRef(w.Kind, w.CalendarId)), new(CalendarKind.Usager, one), new(CalendarKind.Usager, other)], ct);
    }
}
