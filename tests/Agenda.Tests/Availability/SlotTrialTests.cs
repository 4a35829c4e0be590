using Agenda.Availability;
using Agenda.Calendars;
using Agenda.Rules;

namespace Agenda.Tests.Availability;

/// <summary>A search looks at less than everything and says the same.</summary>
public sealed class SlotTrialTests
{
    private const int Most = 100;
    private static readonly DateTimeOffset Monday = new(2026, 3, 9, 7, 0, 0, TimeSpan.Zero);
    private static readonly Guid House = Guid.NewGuid();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Its_slots_and_its_hundred_earliest_obstacles_are_those_of_looking_at_everybody_each_time(int seed)
    {
        var random = new Random(seed);
        var members = Enumerable.Range(0, 1 + seed % 8).Select(i => new Member(i % 3 == 2 ? CalendarKind.Staff : CalendarKind.Usager, Guid.NewGuid())).ToList();
        var facts = new PlanningFacts(members.ToDictionary(m => m.Id, _ => Timetable.Of(Stretches(random))), new Dictionary<Guid, Agenda.Resources.Resource>(), new Dictionary<Guid, Agenda.Staff.StaffMember>(), new Dictionary<Guid, Agenda.Houses.HouseCalendar>());
        var proposals = Enumerable.Range(0, 800).Select(i => Monday.AddDays(i / 40).AddMinutes(15 * (i % 40))).Select(at => new Proposal(House, null, at, at.AddMinutes(60), members) { TransferMinutes = 20 }).ToList();
        var obstacles = new Obstacles();
        var trial = new SlotTrial([], facts, obstacles);

        var offered = proposals.Where(p => trial.Try(p) is not null).Select(p => p.Start).ToList();

        Assert.Equal(proposals.Where(p => !PlanningRules.Check(p, facts).Exists(f => f.Hard)).Select(p => p.Start), offered);
        var all = proposals.SelectMany(p => PlanningRules.Check(p, facts)).Distinct().OrderBy(f => f.What.Start).ThenBy(f => f.Rule, StringComparer.Ordinal).ThenBy(f => f.What.SourceId).ToList();
        Assert.True(all.Count > Most);
        Assert.Equal(all.Take(Most), obstacles.Merged());
    }

    [Fact]
    public void What_has_no_holder_is_told_once_over_the_slots_it_touched_even_when_there_is_no_more_to_tell()
    {
        var member = new Member(CalendarKind.Staff, Guid.NewGuid());
        var duty = Agenda.Staff.StaffMember.Of(Guid.NewGuid(), member.Id, House);
        duty.Set([], Agenda.Houses.WeeklyHours.Parse("SU 08:00-09:00"), Agenda.Houses.DayPeriods.None);
        var held = Enumerable.Range(0, 200).Select(i => new Stretch(Monday.AddMinutes(15 * i).UtcTicks, Monday.AddMinutes(15 * i + 15).UtcTicks, BusyNature.Occurrence, Guid.NewGuid(), House));
        var facts = new PlanningFacts(new Dictionary<Guid, Timetable> { [member.Id] = Timetable.Of(held) }, new Dictionary<Guid, Agenda.Resources.Resource>(), new Dictionary<Guid, Agenda.Staff.StaffMember> { [member.Id] = duty }, new Dictionary<Guid, Agenda.Houses.HouseCalendar>());
        var obstacles = new Obstacles();
        var trial = new SlotTrial([], facts, obstacles);

        for (var i = 0; i < 190; i++) Assert.Null(trial.Try(new(House, null, Monday.AddMinutes(15 * i), Monday.AddMinutes(15 * i + 60), [member])));

        var off = Assert.Single(obstacles.Merged(), f => f.Rule == "off-duty");
        Assert.Equal((Monday.UtcTicks, Monday.AddMinutes(15 * 189 + 60).UtcTicks), (off.What.Start, off.What.End));
    }

    // Short ones, some in another house, and now and then one that lasts for days.
    private static List<Stretch> Stretches(Random random) => [.. Enumerable.Range(0, 400).Select(_ =>
    {
        var start = Monday.AddMinutes(15 * random.Next(0, 20 * 96));
        var nature = (BusyNature)random.Next(0, 4);
        return new Stretch(start.UtcTicks, start.AddMinutes(random.Next(0, 60) == 0 ? 3000 : 15 * random.Next(1, 4)).UtcTicks, nature, Guid.NewGuid(), random.Next(0, 3) == 0 ? Guid.NewGuid() : House);
    })];
}
