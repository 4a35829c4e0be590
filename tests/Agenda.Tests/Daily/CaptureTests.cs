using System.Net;
using System.Text.Json;
using Agenda.Activities;
using Contracts.Agenda;
using Contracts.Billing;
using Testing;
using Xunit;

namespace Agenda.Tests.Daily;

public sealed class CaptureTests(DayApi api) : IClassFixture<DayApi>
{
    private static Guid[] People(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];

    private DateTimeOffset Today(int hour) => DayApi.Paris(api.Clock.GetUtcNow().Year, api.Clock.GetUtcNow().Month, api.Clock.GetUtcNow().Day, hour).AddDays(-1);

    [Fact]
    public async Task Six_registered_four_come_and_one_note_is_in_four_files()   // agenda-billing E6
    {
        var six = People(6);
        var start = DayApi.Paris(2026, 6, 9, 10);
        var group = await api.PlanAsync(start, 90, six, [Demo.Dorval, Demo.Tessier]);
        var at = start.AddMinutes(5);
        object[] said =
        [
            .. six.Take(4).Select(u => DayApi.Said(group.Id, u, "PRESENT", at)), DayApi.Said(group.Id, six[4], "ABSENT_JUSTIFIED", at), DayApi.Said(group.Id, six[5], "ABSENT_UNPLANNED", at),
            new { mutationId = Guid.CreateVersion7(), occurrenceId = group.Id, deviceAt = at, note = "Léo a aidé Ana à pétrir, puis LÉO a servi.", mentions = new[] { new { usagerId = six[0], word = "Léo" }, new { usagerId = six[1], word = "Ana" } } },
        ];

        var first = await api.CaptureAsync("tablette-1", said);
        var again = await api.CaptureAsync("tablette-1", said);

        Assert.All(first, r => Assert.Equal("recorded", r.GetProperty("result").GetString()));
        Assert.All(again, r => Assert.Equal("known", r.GetProperty("result").GetString()));
        Assert.Equal(first.Take(6).Select(Attendance), again.Take(6).Select(Attendance));
        var list = await api.GetAsync($"/attendances?occurrenceId={group.Id}");
        Assert.Equal(6, list.GetProperty("total").GetInt32());
        Assert.All(list.GetProperty("items").EnumerateArray(), a => Assert.Equal(1, a.GetProperty("version").GetInt32()));

        var day = group.Day.ToString("yyyy-MM-dd");
        var notes = await Task.WhenAll(six.Select(u => api.GetAsync($"/usagers/{u}/notes?from={day}&to={day}")));
        Assert.Equal([1, 1, 1, 1, 0, 0], notes.Select(n => n.GetProperty("total").GetInt32()));
        Assert.Equal("la personne a aidé un autre participant à pétrir, puis la personne a servi.", Text(notes[0]));
        Assert.Equal("un autre participant a aidé la personne à pétrir, puis un autre participant a servi.", Text(notes[1]));
        Assert.Equal("un autre participant a aidé un autre participant à pétrir, puis un autre participant a servi.", Text(notes[2]));
        Assert.Equal(Attendance(first[0]), notes[0].GetProperty("items")[0].GetProperty("attendanceId").GetGuid());

        var count = (await api.GetAsync($"/statistics/activity?establishmentId={Demo.DeuxChenes}&from={day}&to={day}")).GetProperty("lines").EnumerateArray().Single(l => l.GetProperty("serafinCode").GetString() == "2.3.4.2");
        Assert.Equal((4, 2, 1, 1), (Number(count, "sessions"), Number(count, "acts"), Number(count, "absencesPlanned"), Number(count, "absencesUnplanned")));
        Assert.Equal((360, 180), (Number(count, "usagerMinutes"), Number(count, "staffMinutes")));

        var billed = await Task.WhenAll(six.Select(u => api.WaitForOneAsync(AttendanceRecorded.Topic, p => p.Data.GetProperty("usagerId").GetGuid() == u)));
        Assert.Equal(first.Take(6).Select(Attendance), billed.Select(b => b.As<AttendanceRecorded>().AttendanceId));
        Assert.DoesNotContain(api.Published, p => p.Topic == AttendanceCorrected.Topic && six.Contains(p.As<AttendanceCorrected>().UsagerId));
        var alert = await api.WaitForOneAsync(UsagerMissing.Topic, p => p.As<UsagerMissing>().UsagerId == six[5]);
        Assert.Equal(Attendance(first[5]), alert.As<UsagerMissing>().AttendanceId);
    }

    [Fact]
    public async Task A_week_of_semi_internat_is_two_days_and_a_half()   // agenda-billing E7
    {
        var young = People(1);
        var monday = DayApi.Paris(2026, 10, 5, 9);
        var week = new List<Agenda.Occurrences.Occurrence>();
        for (var day = 0; day < 5; day++) week.Add(await api.PlanAsync(monday.AddDays(day), 450, young, [Demo.Dorval], DayCounting.Day, serafin: "3.2.1.2"));

        object Day(int day, string state, DateTimeOffset? left = null, DateTimeOffset? told = null) =>
            new { mutationId = Guid.CreateVersion7(), occurrenceId = week[day].Id, deviceAt = week[day].StartsAt.AddMinutes(10), usagerId = young[0], state, leftAt = left, toldAt = told };
        await api.CaptureAsync("tablette-1", Day(0, "PRESENT"), Day(1, "PARTIAL", DayApi.Paris(2026, 10, 6, 12, 30)), Day(2, "ABSENT_JUSTIFIED", told: DayApi.Paris(2026, 10, 5, 8)), Day(3, "PRESENT"), Day(4, "ABSENT_UNPLANNED"));

        var facts = await Task.WhenAll(week.Select(o => api.WaitForOneAsync(AttendanceRecorded.Topic, p => p.As<AttendanceRecorded>().OccurrenceId == o.Id)));
        Assert.Equal([1m, 0.5m, 0m, 1m, 0m], facts.Select(f => f.As<AttendanceRecorded>().Quantity));
        Assert.Equal([null, null, DayApi.Paris(2026, 10, 5, 8), null, null], facts.Select(f => f.As<AttendanceRecorded>().ToldAt));
        Assert.Equal(["FULL", "AM"], facts.Take(2).Select(f => f.As<AttendanceRecorded>().Period));
        var days = (await api.GetAsync($"/statistics/activity?establishmentId={Demo.DeuxChenes}&from=2026-10-05&to=2026-10-09")).GetProperty("days").EnumerateArray().Single(d => d.GetProperty("usagerId").GetGuid() == young[0]);
        Assert.Equal((2.5m, 1, 1), (days.GetProperty("quantity").GetDecimal(), Number(days, "absencesPlanned"), Number(days, "absencesUnplanned")));
    }

    [Fact]
    public async Task A_half_day_counts_once_however_many_activities_it_holds_and_an_absent_day_is_one_absence()   // agenda-billing E7, two or three activities a day
    {
        var young = People(1);
        var monday = DayApi.Paris(2026, 10, 12, 0);
        await DayAsync(0, ("PRESENT", 9), ("PRESENT", 10), ("PRESENT", 14));
        await DayAsync(1, ("PRESENT", 9), ("PRESENT", 10), ("ABSENT_UNPLANNED", 14));
        await DayAsync(2, ("ABSENT_JUSTIFIED", 9), ("ABSENT_JUSTIFIED", 14));
        await DayAsync(3, ("PRESENT", 9), ("PRESENT", 14), ("PRESENT", 15));
        await DayAsync(4, ("ABSENT_JUSTIFIED", 9), ("ABSENT_UNPLANNED", 10), ("ABSENT_UNPLANNED", 14));

        var query = $"establishmentId={Demo.DeuxChenes}&from=2026-10-12&to=2026-10-16";
        var days = (await api.GetAsync($"/statistics/activity?{query}")).GetProperty("days").EnumerateArray().Single(d => d.GetProperty("usagerId").GetGuid() == young[0]);
        Assert.Equal((2.5m, 1, 1), (days.GetProperty("quantity").GetDecimal(), Number(days, "absencesPlanned"), Number(days, "absencesUnplanned")));
        Assert.Equal(14, (await api.GetAsync($"/statistics/activity/attendances?{query}")).GetProperty("total").GetInt32());

        async Task DayAsync(int day, params (string State, int Hour)[] activities)
        {
            foreach (var (state, hour) in activities)
            {
                var held = await api.PlanAsync(monday.AddDays(day).AddHours(hour), 50, young, [Demo.Dorval], DayCounting.HalfDay);
                await api.CaptureAsync("a", DayApi.Said(held.Id, young[0], state, held.StartsAt.AddMinutes(5)));
            }
        }
    }

    [Fact]
    public async Task A_day_told_away_beforehand_is_one_planned_absence_though_nobody_captured_it()
    {
        var person = People(1)[0];
        foreach (var hour in new[] { 10, 14 }) await api.PlanAsync(Tomorrow(hour), 60, [person, Guid.CreateVersion7()], [Demo.Dorval], DayCounting.HalfDay);
        await api.PostAsync("/absences", new { usagerId = person, establishmentId = Demo.DeuxChenes, cause = "FAMILY", leftAt = Tomorrow(8), returnedAt = Tomorrow(18) });

        var day = Tomorrow(10).ToString("yyyy-MM-dd");
        var days = (await api.GetAsync($"/statistics/activity?establishmentId={Demo.DeuxChenes}&from={day}&to={day}")).GetProperty("days").EnumerateArray().Single(d => d.GetProperty("usagerId").GetGuid() == person);

        Assert.Equal((0m, 1, 0), (days.GetProperty("quantity").GetDecimal(), Number(days, "absencesPlanned"), Number(days, "absencesUnplanned")));

        DateTimeOffset Tomorrow(int at) => Today(at).AddDays(2);
    }

    [Fact]
    [Trait("Seed", "S1-109")]
    public async Task Two_tablets_off_line_give_the_same_whichever_comes_back_first_and_nothing_is_lost()
    {
        var (one, other) = (await PlayAsync(firstFirst: true), await PlayAsync(firstFirst: false));

        Assert.Equal(one.State, other.State);
        Assert.Equal(("REFUSED", true, 2, 2), one.State);
        Assert.Equal(["présente au début", "a dit non"], one.Notes);
        Assert.Equal(one.Notes, other.Notes);

        async Task<((string, bool, int, int) State, string[] Notes)> PlayAsync(bool firstFirst)
        {
            var person = People(1)[0];
            var group = await api.PlanAsync(Today(14), 60, [person], [Demo.Dorval]);
            var (first, second) = (Say("PRESENT", 5, "présente au début"), Say("REFUSED", 9, "a dit non"));
            var answers = firstFirst
                ? new[] { await api.CaptureAsync("a", first), await api.CaptureAsync("b", second), await api.CaptureAsync("a", first) }
                : [await api.CaptureAsync("b", second), await api.CaptureAsync("a", first), await api.CaptureAsync("b", second)];
            var id = Attendance(answers[0][0]);
            var read = await api.GetAsync($"/attendances/{id}");
            var shown = read.GetProperty("attendance");
            var speaking = read.GetProperty("captures").EnumerateArray().Count(c => c.GetProperty("speaks").GetBoolean());
            var pending = await api.GetAsync($"/attendances?occurrenceId={group.Id}&toVerify=true");
            Assert.Equal(1, pending.GetProperty("total").GetInt32());
            return ((shown.GetProperty("state").GetString()!, shown.GetProperty("toVerify").GetBoolean(), read.GetProperty("captures").GetArrayLength(), speaking),
                [.. read.GetProperty("captures").EnumerateArray().Select(c => c.GetProperty("note").GetString()!)]);

            object Say(string state, int minute, string note) => new { mutationId = Guid.CreateVersion7(), occurrenceId = group.Id, deviceAt = group.StartsAt.AddMinutes(minute), usagerId = person, state, note };
        }
    }

    [Fact]
    public async Task One_tablet_says_present_and_the_other_when_she_left()
    {
        var person = People(1)[0];
        var start = Today(14);
        var group = await api.PlanAsync(start, 120, [person], [Demo.Dorval]);
        await api.CaptureAsync("a", DayApi.Said(group.Id, person, "PRESENT", start.AddMinutes(5)));
        var left = await api.CaptureAsync("b", new { mutationId = Guid.CreateVersion7(), occurrenceId = group.Id, deviceAt = start.AddMinutes(61), usagerId = person, leftAt = start.AddMinutes(60) });

        var shown = (await api.GetAsync($"/attendances/{Attendance(left[0])}")).GetProperty("attendance");

        Assert.Equal(("PARTIAL", 60, false), (shown.GetProperty("state").GetString(), Number(shown, "minutes"), shown.GetProperty("toVerify").GetBoolean()));
    }

    [Fact]
    public async Task A_correction_is_a_version_with_its_reason_and_settles_the_doubt()
    {
        var person = People(1)[0];
        var start = Today(9);
        var group = await api.PlanAsync(start, 60, [person], [Demo.Dorval], DayCounting.HalfDay);
        await api.CaptureAsync("a", DayApi.Said(group.Id, person, "PRESENT", start.AddMinutes(1)));
        var id = Attendance((await api.CaptureAsync("b", DayApi.Said(group.Id, person, "ABSENT_UNPLANNED", start.AddMinutes(2))))[0]);
        var correction = new { mutationId = Guid.CreateVersion7(), state = "PRESENT", reason = "tablet-merge", explanation = "Vue par les deux éducateurs" };

        var (without, _) = await api.PostAsync($"/attendances/{id}/corrections", correction);
        var (stale, _) = await api.PostAsync($"/attendances/{id}/corrections", correction, version: "\"1\"");
        var (done, shown) = await api.PostAsync($"/attendances/{id}/corrections", correction, version: "\"2\"");
        var (again, same) = await api.PostAsync($"/attendances/{id}/corrections", correction, version: "\"2\"");

        Assert.Equal(((HttpStatusCode)428, HttpStatusCode.PreconditionFailed, HttpStatusCode.OK, HttpStatusCode.OK), (without, stale, done, again));
        Assert.Equal(("PRESENT", false, 3), (shown.GetProperty("state").GetString(), shown.GetProperty("toVerify").GetBoolean(), Number(shown, "version")));
        Assert.Equal(shown.GetProperty("quantity").GetDecimal(), same.GetProperty("quantity").GetDecimal());
        Assert.Equal((shown.GetProperty("version").GetInt32(), "PRESENT"), (same.GetProperty("version").GetInt32(), same.GetProperty("state").GetString()));
        var read = await api.GetAsync($"/attendances/{id}");
        Assert.Equal(["first", "tablet-merge", "tablet-merge"], read.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("reason").GetString()));
        Assert.Equal(3, read.GetProperty("captures").GetArrayLength());
        var fact = (await api.WaitForAsync(AttendanceCorrected.Topic, p => p.As<AttendanceCorrected>() is { Version: 3 } c && c.AttendanceId == id)).As<AttendanceCorrected>();
        Assert.Equal(("PRESENT", 0.5m, "AM", "tablet-merge"), (fact.State, fact.Quantity, fact.Period, fact.Reason));
    }

    [Fact]
    public async Task After_the_month_is_closed_a_capture_is_a_late_correction()
    {
        var person = People(1)[0];
        var start = DayApi.Paris(2026, 9, 15, 10);
        var group = await api.PlanAsync(start, 60, [person], [Demo.Dorval], house: Demo.DeuxChenes);
        await api.DeliverAsync(PeriodClosed.Topic, new PeriodClosed(Demo.DeuxChenes, "2026-09", false, api.Clock.GetUtcNow()), Demo.Brume);

        var late = (await api.CaptureAsync("a", DayApi.Said(group.Id, person, "PRESENT", start.AddMinutes(1))))[0];

        Assert.Equal(("recorded", true), (late.GetProperty("result").GetString(), late.GetProperty("late").GetBoolean()));
        var fact = (await api.WaitForOneAsync(AttendanceCorrected.Topic, p => p.As<AttendanceCorrected>().UsagerId == person)).As<AttendanceCorrected>();
        Assert.Equal((1, "late-information"), (fact.Version, fact.Reason));
        await api.DeliverAsync(PeriodClosed.Topic, new PeriodClosed(Demo.DeuxChenes, "2026-09", true, api.Clock.GetUtcNow().AddMinutes(1)), Demo.Brume);
        var open = await api.PlanAsync(start.AddDays(1), 60, [person], [Demo.Dorval]);
        Assert.False((await api.CaptureAsync("a", DayApi.Said(open.Id, person, "PRESENT", start.AddDays(1))))[0].GetProperty("late").GetBoolean());
    }

    [Fact]
    public async Task A_group_moved_after_its_validation_is_counted_on_its_new_day()   // agenda-billing pitfall 12
    {
        var person = People(1)[0];
        var start = DayApi.Paris(2026, 11, 3, 10);
        var group = await api.PlanAsync(start, 60, [person], [Demo.Dorval], DayCounting.HalfDay);
        await api.WithDbAsync(async db =>
        {
            var held = await db.Occurrences.FindAsync(group.Id);
            held!.Validate();
            held.MoveTo(start.AddDays(2), start.AddDays(2).AddHours(1), WallTime.Paris, "salle prise", null);
            return await db.SaveChangesAsync();
        });

        await api.CaptureAsync("a", DayApi.Said(group.Id, person, "PRESENT", start.AddMinutes(1)));

        var fact = (await api.WaitForOneAsync(AttendanceRecorded.Topic, p => p.As<AttendanceRecorded>().UsagerId == person)).As<AttendanceRecorded>();
        Assert.Equal((new DateOnly(2026, 11, 5), 0.5m), (fact.ServiceDate, fact.Quantity));
    }

    private static Guid Attendance(JsonElement result) => result.GetProperty("attendanceId").GetGuid();

    private static int Number(JsonElement item, string name) => item.GetProperty(name).GetInt32();

    private static string? Text(JsonElement notes) => notes.GetProperty("items")[0].GetProperty("text").GetString();
}
