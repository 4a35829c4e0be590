using Agenda.Calendars;

namespace Agenda.Rules;

/// <summary>Rules about how many there are and what they hold.</summary>
internal static class Headcount
{
    /// <summary>Professionals sit too: a minibus of nine takes eight usagers and its driver.</summary>
    public static IEnumerable<Finding> Capacity(Proposal p, Member member, PlanningFacts f)
    {
        var persons = p.Members.Count(m => m.Kind is CalendarKind.Usager or CalendarKind.Staff);
        if (f.Resources.TryGetValue(member.Id, out var r) && r.Capacity > 0 && persons > r.Capacity) yield return new("capacity", true, member.Calendar, Slot(p), $"{persons} personnes pour {r.Capacity} places");
    }

    public static IEnumerable<Finding> Wheelchairs(Proposal p, Member member, PlanningFacts f)
    {
        var chairs = p.Members.Count(m => m.Wheelchair);
        if (f.Resources.TryGetValue(member.Id, out var r) && chairs > r.WheelchairPlaces) yield return new("wheelchairs", true, member.Calendar, Slot(p), $"{chairs} fauteuil(s) pour {r.WheelchairPlaces} place(s) de fauteuil");
    }

    /// <summary>What the activity asks for, and what each resource asks for: a minibus wants a driver.</summary>
    public static IEnumerable<Finding> Qualification(Proposal p, PlanningFacts f)
    {
        var things = p.Members.Where(m => m.Calendar.IsResource && f.Resources.TryGetValue(m.Id, out var r) && r.Qualifications.Count > 0).ToList();
        if (p.Qualifications.Count + things.Count == 0) yield break;
        var held = p.Of(CalendarKind.Staff).Where(m => f.Staff.ContainsKey(m.Id)).SelectMany(m => f.Staff[m.Id].Qualifications).ToHashSet(StringComparer.Ordinal);
        foreach (var asked in p.Qualifications.Where(q => !held.Contains(q))) yield return new("qualification", true, null, Slot(p), asked);
        foreach (var member in things)
            foreach (var asked in f.Resources[member.Id].Qualifications.Where(q => !held.Contains(q)))
                yield return new("qualification", true, member.Calendar, Slot(p), asked);
    }

    public static IEnumerable<Finding> Adults(Proposal p, PlanningFacts f)
    {
        if (p.AdultMinimum == 0) yield break;
        var adults = p.Of(CalendarKind.Staff).Count();
        if (adults < p.AdultMinimum) yield return new("adults", true, null, Slot(p), $"{adults} adulte(s) pour {p.AdultMinimum} demandé(s)");
    }

    /// <summary>A warning, unless the unit has made it a refusal.</summary>
    public static IEnumerable<Finding> Ratio(Proposal p, PlanningFacts f)
    {
        if (p.UsagersPerAdult is not { } most) yield break;
        var (usagers, adults) = (p.Of(CalendarKind.Usager).Count(), p.Of(CalendarKind.Staff).Count());
        if (usagers <= adults * most) yield break;
        var strict = p.UnitId is { } unit && f.House(p.EstablishmentId)?.StrictRatioUnits.Contains(unit) == true;
        yield return new("ratio", strict, null, Slot(p), $"{usagers} personnes pour {adults} professionnel(s), {most} au plus pour chacun");
    }

    private static Stretch Slot(Proposal p) => new(p.Start, p.End, BusyNature.Occurrence, Guid.Empty);
}
