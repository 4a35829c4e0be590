using System.Net;
using System.Text.Json;
using Agenda.Calendars;
using Agenda.Tests.Daily;
using Contracts.Agenda;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;
using Testing;

namespace Agenda.Tests.Merging;

/// <summary>Two identities were one person, or were not after all (agenda-billing pitfall 11).</summary>
public sealed class MergingTests(DayApi api) : IClassFixture<DayApi>
{
    private readonly Guid _kept = Guid.CreateVersion7(), _absorbed = Guid.CreateVersion7(), _other = Guid.CreateVersion7(), _third = Guid.CreateVersion7();
    private IdentityMerged? _merged;

    [Fact]
    public async Task The_time_of_the_absorbed_identity_is_the_kept_ones()
    {
        var session = await api.PlanAsync(In(3), 60, [_absorbed, _other], [Demo.Dorval]);
        await MadeAsync("/constraints", new { usagerId = _absorbed, label = "Orthodontiste", channel = "phone", firstDay = Day(In(5)), startTime = "14:00", minutes = 60, justified = true });
        var feed = new Uri((await MadeAsync("/feeds", new { kind = "usager", calendarId = _absorbed })).GetProperty("address").GetString()!).AbsolutePath;
        await MadeAsync("/imports/names", new { establishmentId = Demo.DeuxChenes, names = new[] { new { kind = "usager", name = $"N{_absorbed:N}", calendarId = _absorbed } } }, HttpMethod.Put);

        await MergeAsync();
        await MergeAsync();

        var week = await WeekAsync(_kept);
        Assert.Equal([session.Id], week.GetProperty("occurrences").EnumerateArray().Select(o => o.GetProperty("id").GetGuid()));
        Assert.Single(week.GetProperty("others").EnumerateArray());
        Assert.Empty((await WeekAsync(_absorbed)).GetProperty("occurrences").EnumerateArray());
        Assert.Equal(0, await api.WithDbAsync(db => db.BusyTimes.CountAsync(b => b.CalendarId == _absorbed)));
        Assert.Equal(_kept, await api.WithDbAsync(db => db.PlanningNames.Where(n => n.Name == $"n{_absorbed:N}").Select(n => n.CalendarId).SingleAsync()));
        using var calendar = api.Anonymous();
        Assert.Contains($"UID:{session.Id}@agenda", await calendar.GetStringAsync(new Uri(feed, UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var (refused, conflict) = await api.PostAsync("/appointments", new
        {
            establishmentId = Demo.DeuxChenes, kind = "rdv", label = "Visite", startsAt = session.StartsAt, endsAt = session.EndsAt, members = new[] { new { kind = "usager", id = _kept } },
        });
        Assert.True(refused == HttpStatusCode.Conflict, conflict.ToString());
    }

    [Fact]
    public async Task Where_both_were_there_is_one_place_and_one_attendance_that_all_captures_speak_of()
    {
        var session = await api.PlanAsync(In(-2), 60, [_kept, _absorbed, _other], [Demo.Dorval]);
        var sent = DayApi.Said(session.Id, _absorbed, "ABSENT_UNPLANNED", session.StartsAt.AddMinutes(6));
        var stays = (await api.CaptureAsync("tablette-1", DayApi.Said(session.Id, _kept, "PRESENT", session.StartsAt.AddMinutes(5))))[0].GetProperty("attendanceId").GetGuid();
        var goes = (await api.CaptureAsync("tablette-2", sent))[0].GetProperty("attendanceId").GetGuid();

        await MergeAsync();

        var list = await api.GetAsync($"/attendances?occurrenceId={session.Id}");
        var one = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal((stays, _kept, true), (one.GetProperty("attendanceId").GetGuid(), one.GetProperty("usagerId").GetGuid(), one.GetProperty("toVerify").GetBoolean()));
        Assert.Equal(2, await api.WithDbAsync(db => db.Captures.CountAsync(c => c.AttendanceId == stays)));
        Assert.Equal(2, await api.WithDbAsync(db => db.Participations.CountAsync(p => p.OccurrenceId == session.Id && p.Kind == CalendarKind.Usager)));
        var taken = (await api.WaitForOneAsync(AttendanceCorrected.Topic, e => e.As<AttendanceCorrected>().AttendanceId == goes)).As<AttendanceCorrected>();
        Assert.Equal(("CANCELLED", 0m, "identity-merged"), (taken.State, taken.Quantity, taken.Reason));

        // The tablet was off line meanwhile: it sends again what it sent, and speaks of the absorbed identity once more.
        Assert.Equal("known", (await api.CaptureAsync("tablette-2", sent))[0].GetProperty("result").GetString());
        var late = (await api.CaptureAsync("tablette-2", DayApi.Said(session.Id, _absorbed, "PRESENT", session.StartsAt.AddMinutes(20))))[0];
        Assert.Equal(("recorded", stays), (late.GetProperty("result").GetString(), late.GetProperty("attendanceId").GetGuid()));
        Assert.False((await api.GetAsync($"/attendances/{stays}")).GetProperty("attendance").GetProperty("toVerify").GetBoolean());
    }

    [Fact]
    public async Task The_absence_of_one_frees_what_the_other_was_expected_at()
    {
        var session = await api.PlanAsync(In(4), 60, [_kept, _other], [Demo.Dorval]);
        await MadeAsync("/absences", new { usagerId = _absorbed, establishmentId = Demo.DeuxChenes, cause = "HOSPITAL_MCO", leftAt = In(3), noticeGiven = true, returnedAt = In(6) });

        await MergeAsync();

        var status = await api.WithDbAsync(db => db.Participations.Where(p => p.OccurrenceId == session.Id && p.CalendarId == _kept).Select(p => p.Status).SingleAsync());
        Assert.Equal(Agenda.Occurrences.ParticipationStatus.Absent, status);
        Assert.Equal([BusyNature.Absence], await api.WithDbAsync(db => db.BusyTimes.Where(b => b.CalendarId == _kept).Select(b => b.Nature).ToListAsync()));
    }

    [Fact]
    public async Task A_merge_taken_back_gives_each_what_was_theirs()
    {
        var (alone, both, past) = (await api.PlanAsync(In(3), 60, [_absorbed, _other]), await api.PlanAsync(In(5), 60, [_kept, _absorbed, _other]), await api.PlanAsync(In(-3), 60, [_kept, _absorbed]));
        var mine = (await api.CaptureAsync("tablette-1", DayApi.Said(past.Id, _kept, "PRESENT", past.StartsAt.AddMinutes(5))))[0].GetProperty("attendanceId").GetGuid();
        var theirs = (await api.CaptureAsync("tablette-2", DayApi.Said(past.Id, _absorbed, "ABSENT_UNPLANNED", past.StartsAt.AddMinutes(6))))[0].GetProperty("attendanceId").GetGuid();
        await MergeAsync();
        var after = await api.PlanAsync(In(8), 60, [_kept, _other]);

        await UndoAsync();

        Assert.Equal([alone.Id, both.Id], Sessions(await WeekAsync(_absorbed)));
        Assert.Equal([both.Id, after.Id], Sessions(await WeekAsync(_kept)));
        Assert.Equal([alone.Id, both.Id, past.Id], await api.WithDbAsync(db => db.BusyTimes.Where(b => b.CalendarId == _absorbed).Select(b => b.SourceId).Distinct().ToListAsync()) is var held ? held.Order() : []);
        var list = (await api.GetAsync($"/attendances?occurrenceId={past.Id}")).GetProperty("items").EnumerateArray().ToDictionary(a => a.GetProperty("attendanceId").GetGuid());
        Assert.Equal(("PRESENT", false), (list[mine].GetProperty("state").GetString(), list[mine].GetProperty("toVerify").GetBoolean()));
        Assert.Equal(("ABSENT_UNPLANNED", _absorbed), (list[theirs].GetProperty("state").GetString(), list[theirs].GetProperty("usagerId").GetGuid()));
        // What was planned meanwhile stays, and somebody says whose it is; the week's own sessions are in no doubt.
        var row = Assert.Single((await api.GetAsync($"/to-sort?subjectId={_absorbed}")).GetProperty("items").EnumerateArray());
        Assert.Equal(("activity", _kept), (row.GetProperty("kind").GetString(), row.GetProperty("keptId").GetGuid()));
        Assert.Equal(await api.WithDbAsync(db => db.Occurrences.Where(o => o.Id == after.Id).Select(o => o.ActivityId).SingleAsync()), row.GetProperty("rowId").GetGuid());
        // It was the restored one's: somebody has planned it anew for her, and nothing is put into a calendar unseen.
        Assert.Equal(HttpStatusCode.NoContent, (await api.PostAsync($"/to-sort/{row.GetProperty("id")}/settle", new { goesTo = "restored" })).Status);
        Assert.Equal([alone.Id, both.Id], Sessions(await WeekAsync(_absorbed)));
        Assert.Empty((await api.GetAsync($"/to-sort?subjectId={_absorbed}")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_merges_at_once_leave_all_their_time_to_the_one_who_stays_F17(bool chained)
    {
        var mine = await api.PlanAsync(In(3), 60, [_kept, _other]);
        var (one, two) = (await api.PlanAsync(In(4), 60, [_absorbed, _other]), await api.PlanAsync(In(5), 60, [_third, _other]));
        var shared = await api.PlanAsync(In(6), 60, [_kept, _absorbed, _third]);
        var now = api.Clock.GetUtcNow();
        var merges = new[] { new IdentityMerged(_kept, _absorbed, now), new IdentityMerged(chained ? _absorbed : _kept, _third, now.AddSeconds(1)) };

        await Task.WhenAll(merges.SelectMany(merge => new[] { UntilTakenAsync(merge, Guid.CreateVersion7()), UntilTakenAsync(merge, Guid.CreateVersion7()) }));

        Assert.Equal([mine.Id, one.Id, two.Id, shared.Id], Sessions(await WeekAsync(_kept)));
        foreach (var gone in new[] { _absorbed, _third }) Assert.Empty(Sessions(await WeekAsync(gone)));
        Assert.Equal([mine.Id, one.Id, two.Id, shared.Id], await api.WithDbAsync(db => db.BusyTimes.Where(b => b.CalendarId == _kept).OrderBy(b => b.StartsAt).Select(b => b.SourceId).ToListAsync()));
        Assert.Equal(0, await api.WithDbAsync(db => db.BusyTimes.CountAsync(b => b.CalendarId == _absorbed || b.CalendarId == _third)));

        async Task UntilTakenAsync(IdentityMerged merge, Guid id)
        {
            var status = "RETRY";
            for (var time = 0; status == "RETRY" && time < 20; time++) status = await api.DeliverAsync(IdentityMerged.Topic, merge, Demo.Brume, id);
            Assert.Equal("SUCCESS", status);
        }
    }

    [Fact]
    public async Task A_note_to_a_group_that_names_the_absorbed_identity_is_about_the_kept_one()
    {
        var session = await api.PlanAsync(In(-2), 60, [_absorbed, _other], [Demo.Dorval]);
        foreach (var one in new[] { _absorbed, _other }) await api.CaptureAsync("tablette-1", DayApi.Said(session.Id, one, "PRESENT", session.StartsAt.AddMinutes(5)));
        var note = Note(session.Id, session.StartsAt.AddMinutes(50));
        var early = Note(session.Id, session.StartsAt.AddMinutes(40));
        Assert.Equal("recorded", (await api.CaptureAsync("tablette-1", early))[0].GetProperty("result").GetString());

        await MergeAsync();

        // The tablet was off line: it brings one note again, and another one that names the absorbed identity.
        Assert.Equal("known", (await api.CaptureAsync("tablette-1", early))[0].GetProperty("result").GetString());
        for (var time = 0; time < 2; time++) Assert.Equal(time == 0 ? "recorded" : "known", (await api.CaptureAsync("tablette-1", note))[0].GetProperty("result").GetString());
        Assert.Equal(["la personne a aidé.\nSeule.", "la personne a aidé.\nSeule."], await NotesAsync(_kept));
        Assert.Equal(["un autre participant a aidé.", "un autre participant a aidé."], await NotesAsync(_other));

        await UndoAsync();
        Assert.Equal("la personne a aidé.\nSeule.", Assert.Single(await NotesAsync(_absorbed), text => text.Contains("la personne", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_unmerge_that_comes_before_its_merge_leaves_all_where_it_is()
    {
        var session = await api.PlanAsync(In(3), 60, [_absorbed, _other]);
        var merged = new IdentityMerged(_kept, _absorbed, api.Clock.GetUtcNow());

        await UndoAsync();
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, merged, Demo.Brume));

        Assert.Equal([session.Id], Sessions(await WeekAsync(_absorbed)));
        Assert.Empty(Sessions(await WeekAsync(_kept)));
    }

    [Fact]
    public async Task An_invented_person_is_expected_nowhere()
    {
        api.Consent.Closed[_absorbed] = true;   // as consent answers of whom identity does not have
        var members = new[] { new { kind = "usager", id = _absorbed } };

        foreach (var (path, body) in new (string, object)[]
        {
            ("/appointments", new { establishmentId = Demo.DeuxChenes, kind = "rdv", label = "Visite", startsAt = In(3), endsAt = In(3).AddHours(1), members }),
            ("/absences", new { usagerId = _absorbed, establishmentId = Demo.DeuxChenes, cause = "HOSPITAL_MCO", leftAt = In(3), noticeGiven = true }),
            ("/constraints", new { usagerId = _absorbed, label = "Orthodontiste", channel = "phone", firstDay = Day(In(5)), startTime = "14:00", minutes = 60, justified = true }),
        })
        {
            var (status, problem) = await api.PostAsync(path, body);
            Assert.True(status == HttpStatusCode.NotFound && problem.GetProperty("code").GetString() == "not-found", $"{path}: {status} {problem}");
        }
        Assert.Equal(0, await api.WithDbAsync(db => db.BusyTimes.CountAsync(b => b.CalendarId == _absorbed)));
    }

    private object Note(Guid session, DateTimeOffset at) => new
    {
        mutationId = Guid.NewGuid(), occurrenceId = session, deviceAt = at, note = "Nana a aidé.",
        mentions = new[] { new { usagerId = _absorbed, word = "Nana" } }, addenda = new[] { new { usagerId = _absorbed, text = "Seule." } },
    };

    private async Task<List<string>> NotesAsync(Guid person) =>
        [.. (await api.GetAsync($"/usagers/{person}/notes?from={Day(In(-4))}&to={Day(In(0))}")).GetProperty("items").EnumerateArray().Select(n => n.GetProperty("text").GetString()!)];

    private async Task UndoAsync()
    {
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(_absorbed, _kept, api.Clock.GetUtcNow()), Demo.Brume));
    }

    [Fact]
    public async Task Another_organisations_merge_moves_nothing()
    {
        var session = await api.PlanAsync(In(3), 60, [_absorbed, _other]);

        await MergeAsync(Demo.Rivieres);

        Assert.Equal([session.Id], Sessions(await WeekAsync(_absorbed)));
    }

    private async Task MergeAsync(Guid? tenant = null)
    {
        if (_merged is null) api.Clock.Advance(TimeSpan.FromMinutes(1));
        _merged ??= new IdentityMerged(_kept, _absorbed, api.Clock.GetUtcNow());
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, _merged, tenant ?? Demo.Brume));
    }

    private async Task<JsonElement> MadeAsync(string path, object body, HttpMethod? method = null)
    {
        var (status, answer) = await api.SendAsync(method ?? HttpMethod.Post, path, body);
        Assert.True((int)status is >= 200 and < 300, answer.ToString());
        return answer;
    }

    private Task<JsonElement> WeekAsync(Guid person) => api.GetAsync($"/calendars/usager/{person}?from={Uri.EscapeDataString(In(0).ToString("O"))}&until={Uri.EscapeDataString(In(14).ToString("O"))}");

    private static IEnumerable<Guid> Sessions(JsonElement week) => week.GetProperty("occurrences").EnumerateArray().Select(o => o.GetProperty("id").GetGuid());

    // Ten o'clock in Paris, so many days from now.
    private DateTimeOffset In(int days) => api.Clock.GetUtcNow().AddDays(days) is var day ? DayApi.Paris(day.Year, day.Month, day.Day, 10) : default;

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd");
}
