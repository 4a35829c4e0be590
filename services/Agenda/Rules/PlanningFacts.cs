using Agenda.Activities;
using Agenda.Calendars;
using Agenda.Houses;
using Agenda.Resources;
using Agenda.Staff;
using NodaTime;

namespace Agenda.Rules;

/// <summary>All that the rules look at for a set of calendars, read in a fixed number of queries.</summary>
public sealed class PlanningFacts(IReadOnlyDictionary<Guid, Timetable> times, IReadOnlyDictionary<Guid, Resource> resources, IReadOnlyDictionary<Guid, StaffMember> staff, IReadOnlyDictionary<Guid, HouseCalendar> houses)
{
    private readonly Dictionary<Guid, Timetable> _times = new(times);
    private readonly Dictionary<Guid, DateTimeZone> _zones = [];

    public IReadOnlyDictionary<Guid, Resource> Resources => resources;
    public IReadOnlyDictionary<Guid, StaffMember> Staff => staff;

    /// <summary>The versions under which the calendars are held, by who only adds.</summary>
    public TakenCalendars? Taken { get; init; }

    public Timetable Of(Guid calendar) => _times.GetValueOrDefault(calendar, Timetable.Free);

    /// <summary>Null when the house has said nothing: it is always open.</summary>
    public HouseCalendar? House(Guid establishment) => houses.GetValueOrDefault(establishment);

    public DateTimeZone ZoneOf(Guid establishment)
    {
        if (!_zones.TryGetValue(establishment, out var zone)) _zones[establishment] = zone = WallTime.Zone(House(establishment)?.Zone ?? WallTime.Paris);
        return zone;
    }

    /// <summary>A plan that goes on sees what it has already taken.</summary>
    public void Take(Guid calendar, Stretch stretch) => _times[calendar] = Of(calendar).With(stretch);

    /// <summary>Where a resource is held: from its preparation to its cleaning.</summary>
    public (long Start, long End) Hold(Member member, long start, long end) => member.Calendar.IsResource && Resources.TryGetValue(member.Id, out var resource)
        ? (start - resource.MinutesBefore * TimeSpan.TicksPerMinute, end + resource.MinutesAfter * TimeSpan.TicksPerMinute)
        : (start, end);
}
