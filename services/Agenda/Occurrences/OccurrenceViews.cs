using Agenda.Access;
using Agenda.Activities;
using Agenda.Booking;
using Agenda.Calendars;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Occurrences;

public sealed record MemberView(CalendarKind Kind, Guid Id, ParticipationStatus Status, bool Wheelchair);

/// <summary>A person of the occurrence is wanted elsewhere at the same time.</summary>
/// <param name="EstablishmentId">Who owns the other one; null, like the occurrence, for who sees only that time is taken.</param>
public sealed record OverlapView(Guid UsagerId, Guid? OccurrenceId, Guid? EstablishmentId, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <summary>An occurrence as the caller may see it.</summary>
/// <param name="Masked">The caller may know that the time is taken, and no more.</param>
/// <param name="Overlaps">What the same persons are expected at elsewhere meanwhile, of those whom the caller may see.</param>
public sealed record OccurrenceView(Guid Id, Guid? ActivityId, Guid EstablishmentId, Guid? UnitId, string Kind, string Label, string? SerafinCode, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateOnly Day,
    OccurrenceStatus Status, string? CancelReason, bool ToReplace, bool Masked, IReadOnlyList<MemberView> Members, string? OverrideReason, Guid? SourceId, int Version, IReadOnlyList<OverlapView> Overlaps);

/// <summary>
/// Turns occurrences into what the caller may see. Persons are asked of consent all at once, before anything is counted: who may not be seen is
/// in no list, and an occurrence of which nobody may be seen is left out, or reads « Occupé » in the calendar of a thing or a colleague.
/// </summary>
public sealed class OccurrenceViews(AgendaDbContext db, AgendaAccess access, Overlaps overlaps)
{
    public const string Taken = "Occupé";

    public async Task<IReadOnlyList<OccurrenceView>> ShowAsync(IReadOnlyList<Occurrence> occurrences, bool masked, string act, string subjectType, Guid subject, CancellationToken ct)
    {
        if (occurrences.Count == 0) return [];
        var ids = occurrences.Select(o => o.Id).ToList();
        var activityIds = occurrences.Select(o => o.ActivityId).Distinct().ToList();
        var activities = await db.Activities.AsNoTracking().Where(a => activityIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id, ct);
        var members = (await db.Participations.AsNoTracking().Where(p => ids.Contains(p.OccurrenceId)).ToListAsync(ct)).ToLookup(p => p.OccurrenceId);
        var usagers = members.SelectMany(m => m).Where(p => p.Kind == CalendarKind.Usager).Select(p => p.CalendarId).Distinct().ToList();
        var verdicts = await access.SeeAsync(usagers, act, subjectType, subject, null, ct);
        var elsewhere = await overlaps.FindAsync(occurrences, members, [.. usagers.Where(u => verdicts[u].Allowed)], ct);
        return [.. occurrences.Select(o => Show(o, activities[o.ActivityId], [.. members[o.Id]], verdicts, masked, subject, elsewhere)).OfType<OccurrenceView>()];
    }

    private static OccurrenceView? Show(Occurrence o, Activity a, IReadOnlyList<Participation> members, IReadOnlyDictionary<Guid, Verdict> verdicts, bool masked, Guid subject, ILookup<(Guid, Guid), HeldElsewhere> elsewhere)
    {
        var persons = members.Where(m => m.Kind == CalendarKind.Usager).ToList();
        var seen = persons.Where(p => verdicts[p.CalendarId].Allowed).ToList();
        if (persons.Count > 0 && seen.Count == 0)
            return masked ? new(o.Id, null, o.EstablishmentId, o.UnitId, "", Taken, null, o.StartsAt, o.EndsAt, o.Day, o.Status, null, false, true, [], null, null, o.Version, []) : null;
        var minimal = seen.Count > 0 && seen.TrueForAll(p => verdicts[p.CalendarId].Minimal);
        var health = minimal && a.Health;
        // Who sees one person of a group by a grant or a minimal view sees no other.
        var alone = seen.Count > 0 && seen.Exists(p => verdicts[p.CalendarId].HidesOthers);
        var listed = alone ? [.. seen.Where(p => p.CalendarId == subject || !seen.Exists(s => s.CalendarId == subject))] : seen;
        var shown = members.Where(m => m.Kind != CalendarKind.Usager || listed.Contains(m)).Select(m => new MemberView(m.Kind, m.CalendarId, m.Status, m.Wheelchair));
        return new(o.Id, a.Id, o.EstablishmentId, o.UnitId, health ? "rdv" : a.Kind, health ? Holders.HealthLabel : a.Label, health ? null : a.SerafinCode, o.StartsAt, o.EndsAt, o.Day, o.Status, o.CancelReason, o.ToReplace,
            false, [.. shown], minimal ? null : o.OverrideReason, a.SourceId, o.Version, [.. listed.SelectMany(p => elsewhere[(o.Id, p.CalendarId)].Select(other => Overlap(other, verdicts[p.CalendarId].Minimal)))]);
    }

    private static OverlapView Overlap(HeldElsewhere other, bool minimal) =>
        new(other.UsagerId, minimal ? null : other.OccurrenceId, minimal ? null : other.EstablishmentId, other.StartsAt, other.EndsAt);
}
