using Agenda.Activities;
using Agenda.Calendars;
using Agenda.Houses;
using NodaTime;

namespace Agenda.Rules;

/// <summary>Rules about days and hours: houses, resources and professionals that are not there at that time.</summary>
internal static class Opening
{
    public static IEnumerable<Finding> House(Proposal p, PlanningFacts f)
    {
        if (f.House(p.EstablishmentId) is not { } house) yield break;
        var zone = f.ZoneOf(p.EstablishmentId);
        var day = WallTime.DayOf(p.StartsAt, zone);
        if (house.ClosedBecause(day) is { } why) yield return new("house-closed", true, null, Slot(p), why);
        else if (!Within(house.Hours, p, zone)) yield return new("house-closed", true, null, Slot(p), "hors des heures d'ouverture");
    }

    public static IEnumerable<Finding> Resource(Proposal p, Member member, PlanningFacts f)
    {
        if (!f.Resources.TryGetValue(member.Id, out var resource)) yield break;
        var zone = f.ZoneOf(resource.EstablishmentId);
        if (!resource.Active || !resource.ClosedDays.Empty && resource.ClosedDays.Holds(WallTime.DayOf(p.StartsAt, zone))) yield return new("resource-closed", true, member.Calendar, Slot(p), "indisponible ce jour");
        else if (!Within(resource.Hours, p, zone)) yield return new("resource-closed", true, member.Calendar, Slot(p), "hors de ses heures d'ouverture");
    }

    public static IEnumerable<Finding> Unchecked(Proposal p, Member member, PlanningFacts f)
    {
        if (f.Resources.TryGetValue(member.Id, out var r) && r.CheckedUntil is { } until && WallTime.DayOf(p.StartsAt, f.ZoneOf(r.EstablishmentId)) > until)
            yield return new("resource-unchecked", true, member.Calendar, Slot(p));
    }

    public static IEnumerable<Finding> StaffLeft(Proposal p, Member member, PlanningFacts f)
    {
        if (f.Staff.TryGetValue(member.Id, out var staff) && staff.LeftAt is { } left && p.EndsAt > left) yield return new("staff-left", true, member.Calendar, Slot(p));
    }

    public static IEnumerable<Finding> OffDuty(Proposal p, Member member, PlanningFacts f)
    {
        if (!f.Staff.TryGetValue(member.Id, out var staff) || staff.Duty.Unlimited && staff.DaysOff.Empty) yield break;
        var zone = f.ZoneOf(p.EstablishmentId);
        if (staff.DaysOff.Holds(WallTime.DayOf(p.StartsAt, zone)) || !Within(staff.Duty, p, zone)) yield return new("off-duty", false, member.Calendar, Slot(p));
    }

    private static bool Within(WeeklyHours hours, Proposal p, DateTimeZone zone) =>
        hours.Unlimited || hours.Holds(WallTime.DayOf(p.StartsAt, zone), WallTime.TimeOf(p.StartsAt, zone), (int)(p.EndsAt - p.StartsAt).TotalMinutes);

    private static Stretch Slot(Proposal p) => new(p.Start, p.End, BusyNature.Occurrence, Guid.Empty);
}
