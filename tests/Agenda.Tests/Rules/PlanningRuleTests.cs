using Agenda.Calendars;
using Agenda.Houses;
using Agenda.Resources;
using Agenda.Rules;
using Agenda.Staff;

namespace Agenda.Tests.Rules;

/// <summary>The table of availability and conflict, line by line.</summary>
public sealed class PlanningRuleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid Tenant = Guid.NewGuid(), House = Guid.NewGuid(), Other = Guid.NewGuid(), Unit = Guid.NewGuid();
    private static readonly Guid Person = Guid.NewGuid(), Colleague = Guid.NewGuid();

    public static TheoryData<string, CalendarKind, BusyNature, bool, string?, bool> Timetables => new()
    {
        { "the same room twice", CalendarKind.Room, BusyNature.Occurrence, true, "resource-taken", true },
        { "the same vehicle twice", CalendarKind.Vehicle, BusyNature.Occurrence, true, "resource-taken", true },
        { "the same equipment twice", CalendarKind.Equipment, BusyNature.Occurrence, false, "resource-taken", true },
        { "a professional twice", CalendarKind.Staff, BusyNature.Occurrence, true, "staff-taken", true },
        { "a professional who is away", CalendarKind.Staff, BusyNature.Absence, true, "staff-absent", true },
        { "a usager twice in the structure", CalendarKind.Usager, BusyNature.Occurrence, true, "usager-taken", true },
        { "a usager in another structure", CalendarKind.Usager, BusyNature.Occurrence, false, "usager-elsewhere", false },
        { "a usager who is away", CalendarKind.Usager, BusyNature.Absence, true, "usager-absent", true },
        { "a justified constraint", CalendarKind.Usager, BusyNature.JustifiedConstraint, true, "constraint-justified", true },
        { "a declared constraint", CalendarKind.Usager, BusyNature.DeclaredConstraint, true, "constraint-declared", false },
        { "a requis outside", CalendarKind.External, BusyNature.Occurrence, false, "external-taken", true },
    };

    [Theory]
    [MemberData(nameof(Timetables))]
    public void What_holds_a_calendar_is_hard_or_soft(string what, CalendarKind kind, BusyNature nature, bool here, string? rule, bool hard)
    {
        var member = new Member(kind, Guid.NewGuid());
        var held = Held(member.Id, -30, 30, nature, here ? House : Other);

        var found = Assert.Single(PlanningRules.Check(Proposal(member), Facts([held])));

        Assert.True((found.Rule, found.Hard) == (rule, hard), what);
        Assert.Empty(PlanningRules.Check(Proposal(member), Facts([Held(member.Id, -90, 0, nature, House), Held(member.Id, 60, 90, nature, House)])));
        Assert.Empty(PlanningRules.Check(Proposal(member) with { Itself = held.Stretch.SourceId }, Facts([held])));
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void A_professional_holds_two_groups_only_in_a_co_animation(bool wanted, bool held, bool refused) => Assert.Equal(refused,
        PlanningRules.Check(Proposal(new Member(CalendarKind.Staff, Colleague)) with { CoAnimation = wanted }, Facts([Held(Colleague, 0, 60, BusyNature.Occurrence, House, joint: held)])).Count > 0);

    [Theory]
    [InlineData(8, 1, 0, 9, 1, null)]
    [InlineData(9, 1, 0, 9, 1, "capacity")]
    [InlineData(4, 1, 2, 9, 2, null)]
    [InlineData(4, 1, 3, 9, 2, "wheelchairs")]
    public void A_vehicle_counts_its_seats_and_its_wheelchair_places(int usagers, int staff, int chairs, int seats, int places, string? rule)
    {
        var minibus = Thing(CalendarKind.Vehicle, s => s with { Capacity = seats, WheelchairPlaces = places });
        var members = Enumerable.Range(0, usagers).Select(i => new Member(CalendarKind.Usager, Guid.NewGuid(), i < chairs)).Concat(Enumerable.Range(0, staff).Select(_ => new Member(CalendarKind.Staff, Guid.NewGuid()))).Append(new(minibus.Kind, minibus.Id));

        Assert.Equal(rule, PlanningRules.Check(Proposal([.. members]), Facts([], minibus)).Select(f => f.Rule).SingleOrDefault());
    }

    [Fact]
    public void A_minibus_wants_a_driver_and_care_wants_a_nurse()
    {
        var minibus = Thing(CalendarKind.Vehicle, s => s with { Qualifications = ["permis-b"] });
        var wanted = Proposal(new(CalendarKind.Staff, Colleague), new(minibus.Kind, minibus.Id)) with { Qualifications = ["ide"] };

        Assert.Equal(["ide", "permis-b"], PlanningRules.Check(wanted, Facts([], minibus, staff: Staff(["aide-soignant"]))).Select(f => f.Missing));
        Assert.Empty(PlanningRules.Check(wanted, Facts([], minibus, staff: Staff(["ide", "permis-b"]))));
    }

    [Theory]
    [InlineData(1, 2, "adults", true)]
    [InlineData(2, 2, null, false)]
    public void A_pool_wants_two_adults(int adults, int least, string? rule, bool hard)
    {
        var wanted = Proposal([.. Enumerable.Range(0, adults).Select(_ => new Member(CalendarKind.Staff, Guid.NewGuid()))]) with { AdultMinimum = least };

        var found = PlanningRules.Check(wanted, Facts([])).SingleOrDefault();

        Assert.Equal((rule, hard), (found.Rule, found.Hard));
    }

    [Theory]
    [InlineData(6, 1, false, true)]
    [InlineData(7, 1, false, false)]
    [InlineData(7, 1, true, false)]
    [InlineData(12, 2, true, true)]
    public void The_ratio_warns_until_the_unit_makes_it_a_refusal(int usagers, int adults, bool strict, bool kept)
    {
        var members = Enumerable.Range(0, usagers).Select(_ => new Member(CalendarKind.Usager, Guid.NewGuid())).Concat(Enumerable.Range(0, adults).Select(_ => new Member(CalendarKind.Staff, Guid.NewGuid())));
        var house = Open(s => s with { StrictRatioUnits = strict ? [Unit] : [] });

        var found = PlanningRules.Check(Proposal([.. members]) with { UsagersPerAdult = 6 }, Facts([], house: house)).SingleOrDefault();

        Assert.Equal(kept ? (null, false) : ("ratio", strict), (found.Rule, found.Hard));
    }

    [Theory]
    [InlineData("2026-03-10", null, false)]
    [InlineData("2026-03-01/2026-03-09", null, true)]
    [InlineData(null, "TU 08:00-10:30", false)]
    [InlineData(null, "TU 08:00-12:00", true)]
    [InlineData(null, "MO 08:00-12:00", false)]
    public void A_closed_day_or_hour_cannot_be_booked(string? closed, string? hours, bool free)
    {
        var house = Open(s => s with { ClosedDays = DayPeriods.Parse(closed), Hours = WeeklyHours.Parse(hours) });
        var room = Thing(CalendarKind.Room, s => s with { ClosedDays = DayPeriods.Parse(closed), Hours = WeeklyHours.Parse(hours) });

        Assert.Equal(free ? [] : ["house-closed"], PlanningRules.Check(Proposal(new Member(CalendarKind.Usager, Person)), Facts([], house: house)).Select(f => f.Rule));
        Assert.Equal(free ? [] : ["resource-closed"], PlanningRules.Check(Proposal(new Member(room.Kind, room.Id)), Facts([], room)).Select(f => f.Rule));
    }

    [Theory]
    [InlineData("2026-05-01", "fête du Travail")]
    [InlineData("2026-04-06", "lundi de Pâques")]
    [InlineData("2026-05-14", "Ascension")]
    [InlineData("2026-05-25", "lundi de Pentecôte")]
    [InlineData("2027-03-29", "lundi de Pâques")]
    [InlineData("2038-04-26", "lundi de Pâques")]
    [InlineData("2026-05-15", null)]
    public void Public_holidays_are_known(string day, string? name) => Assert.Equal(name, PublicHolidays.On(DateOnly.Parse(day)));

    [Fact]
    public void Equipment_past_its_check_is_not_used()
    {
        var cart = Thing(CalendarKind.Equipment, s => s with { CheckedUntil = new(2026, 3, 9) });

        Assert.Equal(["resource-unchecked"], PlanningRules.Check(Proposal(new Member(cart.Kind, cart.Id)), Facts([], cart)).Select(f => f.Rule));
    }

    [Fact]
    public void A_cleaning_time_is_kept_free_after()
    {
        var room = Thing(CalendarKind.Room, s => s with { MinutesAfter = 15 });

        Assert.Equal(["resource-taken"], PlanningRules.Check(Proposal(new Member(room.Kind, room.Id)), Facts([Held(room.Id, 70, 100, BusyNature.Occurrence, House)], room)).Select(f => f.Rule));
        Assert.Empty(PlanningRules.Check(Proposal(new Member(room.Kind, room.Id)), Facts([Held(room.Id, 75, 100, BusyNature.Occurrence, House)], room)));
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(10, false)]
    public void Going_from_one_place_to_another_takes_its_time(int minutes, bool warned)
    {
        var cart = Thing(CalendarKind.Equipment, s => s with { TransferMinutes = minutes });
        var house = Open(s => s with { TransferMinutes = minutes });

        var ofCart = PlanningRules.Check(Proposal(new Member(cart.Kind, cart.Id)), Facts([Held(cart.Id, -45, -15, BusyNature.Occurrence, House, unit: Guid.NewGuid())], cart)).ToList();
        var ofColleague = PlanningRules.Check(Proposal(new Member(CalendarKind.Staff, Colleague)), Facts([Held(Colleague, -45, -15, BusyNature.Occurrence, Other)], house: house)).ToList();

        Assert.Equal(warned ? ["transfer"] : [], ofCart.Select(f => f.Rule));
        Assert.Equal(warned ? ["transfer"] : [], ofColleague.Select(f => f.Rule));
        Assert.DoesNotContain(ofCart.Concat(ofColleague), f => f.Hard);
        Assert.Empty(PlanningRules.Check(Proposal(new Member(cart.Kind, cart.Id)), Facts([Held(cart.Id, -45, -15, BusyNature.Occurrence, House, unit: Unit)], cart)));
    }

    [Fact]
    public void Off_duty_warns_and_a_departure_refuses()
    {
        var off = Staff([], "TU 13:00-20:00");
        var left = Staff([]);
        left.Leave(Start.AddMinutes(30));

        Assert.Equal([("off-duty", false)], PlanningRules.Check(Proposal(new Member(CalendarKind.Staff, Colleague)), Facts([], staff: off)).Select(f => (f.Rule, f.Hard)));
        Assert.Equal([("staff-left", true)], PlanningRules.Check(Proposal(new Member(CalendarKind.Staff, Colleague)), Facts([], staff: left)).Select(f => (f.Rule, f.Hard)));
    }

    [Fact]
    public void Every_rule_has_its_line_once() => Assert.Equal(PlanningRules.All.Select(r => r.Code).Distinct(), PlanningRules.All.Select(r => r.Code));

    private static Proposal Proposal(params Member[] members) => new(House, Unit, Start, Start.AddHours(1), members);

    private static (Guid Calendar, Stretch Stretch) Held(Guid calendar, int from, int until, BusyNature nature, Guid house, Guid? unit = null, bool joint = false) =>
        (calendar, new(Start.AddMinutes(from).UtcTicks, Start.AddMinutes(until).UtcTicks, nature, Guid.NewGuid(), house, unit, joint));

    private static Resource Thing(CalendarKind kind, Func<ResourceSettings, ResourceSettings> with) =>
        Resource.Of(Tenant, House, kind, with(new("sorte", "Chose", null, 0, 0, [], WeeklyHours.Always, DayPeriods.None, 0, 0, 0, null, true)), Start);

    private static StaffMember Staff(string[] qualifications, string? duty = null)
    {
        var member = StaffMember.Of(Tenant, Colleague, House);
        member.Set(qualifications, WeeklyHours.Parse(duty), DayPeriods.None);
        return member;
    }

    private static HouseCalendar Open(Func<HouseSettings, HouseSettings> with)
    {
        var house = HouseCalendar.Of(Tenant, House);
        house.Set(with(new("Europe/Paris", WeeklyHours.Always, DayPeriods.None, DayPeriods.None, false, false, [], 0)));
        return house;
    }

    private static PlanningFacts Facts(IEnumerable<(Guid Calendar, Stretch Stretch)> held, Resource? resource = null, StaffMember? staff = null, HouseCalendar? house = null) => new(
        held.GroupBy(h => h.Calendar, h => h.Stretch).ToDictionary(h => h.Key, h => Timetable.Of(h)),
        resource is null ? new() : new Dictionary<Guid, Resource> { [resource.Id] = resource },
        staff is null ? new() : new Dictionary<Guid, StaffMember> { [staff.SituationId] = staff },
        house is null ? new() : new Dictionary<Guid, HouseCalendar> { [house.EstablishmentId] = house });
}
