using System.Text.Json;
using Agenda.Attendances;
using Agenda.Merging;
using Agenda.Notes;
using Agenda.Tests.Daily;
using Contracts.Agenda;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Merging;
using Testing;

namespace Agenda.Tests.Merging;

/// <summary>What was being planned or captured while the agenda followed a merge.</summary>
public sealed class LateRowTests(DayApi api) : IClassFixture<DayApi>
{
    private readonly Guid _kept = Guid.CreateVersion7(), _absorbed = Guid.CreateVersion7(), _other = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Time_taken_then_is_the_kept_ones_a_minute_later_and_goes_back_when_the_merge_is_undone()
    {
        var (early, both) = (await api.PlanAsync(In(3), 60, [_absorbed, _other]), await api.PlanAsync(In(5), 60, [_kept, _other]));
        await MergeAsync();
        var late = await api.PlanAsync(In(4), 60, [_absorbed, _other]);
        var (status, answer) = await api.PostAsync("/constraints", new { usagerId = _absorbed, label = "Orthodontiste", channel = "phone", firstDay = In(6).ToString("yyyy-MM-dd"), startTime = "14:00", minutes = 60, justified = true });
        Assert.True((int)status is >= 200 and < 300, answer.ToString());

        await SweepAsync();

        Assert.Equal([early.Id, late.Id, both.Id], await PlacesAsync(_kept));
        Assert.Empty(await PlacesAsync(_absorbed));
        Assert.Equal(0, await api.WithDbAsync(db => db.BusyTimes.CountAsync(b => b.CalendarId == _absorbed, Ct)));
        Assert.Equal(1, await api.WithDbAsync(db => db.Constraints.CountAsync(c => c.UsagerId == _kept, Ct)));

        await UndoAsync();
        Assert.Equal([early.Id, late.Id], await PlacesAsync(_absorbed));
        Assert.Equal([both.Id], await PlacesAsync(_kept));
        Assert.Equal(1, await api.WithDbAsync(db => db.Constraints.CountAsync(c => c.UsagerId == _absorbed, Ct)));
    }

    [Fact]
    public async Task A_capture_taken_then_joins_the_attendance_that_has_gone_over_and_both_go_back_as_one()
    {
        var session = await api.PlanAsync(In(-2), 60, [_absorbed, _other], [Demo.Dorval]);
        var known = (await api.CaptureAsync("tablette-1", DayApi.Said(session.Id, _absorbed, "PRESENT", session.StartsAt.AddMinutes(5))))[0].GetProperty("attendanceId").GetGuid();
        await MergeAsync();
        var twin = await CaptureAsync(session.Id, session.StartsAt.AddMinutes(20));

        await SweepAsync();

        var one = Assert.Single((await api.GetAsync($"/attendances?occurrenceId={session.Id}")).GetProperty("items").EnumerateArray());
        Assert.Equal((known, _kept, "ABSENT_UNPLANNED"), (one.GetProperty("attendanceId").GetGuid(), one.GetProperty("usagerId").GetGuid(), one.GetProperty("state").GetString()));
        var taken = (await api.WaitForOneAsync(AttendanceCorrected.Topic, e => e.As<AttendanceCorrected>().AttendanceId == twin)).As<AttendanceCorrected>();
        Assert.Equal(("CANCELLED", 0m, "identity-merged"), (taken.State, taken.Quantity, taken.Reason));

        await UndoAsync();
        one = Assert.Single((await api.GetAsync($"/attendances?occurrenceId={session.Id}")).GetProperty("items").EnumerateArray());
        Assert.Equal((known, _absorbed), (one.GetProperty("attendanceId").GetGuid(), one.GetProperty("usagerId").GetGuid()));
        Assert.Equal(2, await api.WithDbAsync(db => db.Captures.CountAsync(c => c.AttendanceId == known, Ct)));
    }

    [Fact]
    public async Task A_note_written_then_that_is_kept_from_the_absorbed_ones_file_is_kept_from_the_kept_ones()
    {
        var session = await api.PlanAsync(In(-2), 60, [_absorbed, _other], [Demo.Dorval]);
        foreach (var one in new[] { _absorbed, _other }) await api.CaptureAsync("tablette-1", DayApi.Said(session.Id, one, "PRESENT", session.StartsAt.AddMinutes(5)));
        await MergeAsync();
        var draft = new GroupNoteDraft(Guid.CreateVersion7(), session.Id, "tablette-1", session.StartsAt.AddMinutes(30), "Sortie au marché.", [], []) { Sent = "sent" };
        await SaveAsync(db => db.Add(GroupNote.Of(db.TenantId, draft, [], [_absorbed], Guid.CreateVersion7(), api.Clock.GetUtcNow())));

        await SweepAsync();

        Assert.Empty(await NotesAsync(_kept));
        Assert.Single(await NotesAsync(_other));
    }

    private Task<Guid> CaptureAsync(Guid session, DateTimeOffset at) => SaveAsync(async db =>
    {
        var occurrence = await db.Occurrences.SingleAsync(o => o.Id == session, Ct);
        var activity = await db.Activities.SingleAsync(a => a.Id == occurrence.ActivityId, Ct);
        var attendance = Attendance.For(occurrence, activity, _absorbed, api.Clock.GetUtcNow());
        var draft = new CaptureDraft(Guid.CreateVersion7(), session, _absorbed, "tablette-1", at) { State = AttendanceState.AbsentUnplanned };
        var capture = Capture.Of(attendance, draft, late: false, Guid.CreateVersion7(), api.Clock.GetUtcNow());
        attendance.Follow(Merge.Of([capture]), occurrence, activity, "first", capture.By, api.Clock.GetUtcNow());
        db.AddRange(attendance, capture);
        return attendance.Id;
    });

    private Task SaveAsync(Action<AgendaDbContext> write) => SaveAsync(db =>
    {
        write(db);
        return Task.FromResult(0);
    });

    // As a request does that asked its questions before the merge and commits after it.
    private Task<T> SaveAsync<T>(Func<AgendaDbContext, Task<T>> write) => api.WithDbAsync(async db =>
    {
        var written = await write(db);
        await db.SaveChangesAsync(Ct);
        return written;
    });

    private Task<List<Guid>> PlacesAsync(Guid person) => api.WithDbAsync(db => db.Participations.Where(p => p.CalendarId == person).Join(db.Occurrences, p => p.OccurrenceId, o => o.Id, (_, o) => o).OrderBy(o => o.StartsAt).Select(o => o.Id).ToListAsync(Ct));

    private async Task<List<JsonElement>> NotesAsync(Guid person) =>
        [.. (await api.GetAsync($"/usagers/{person}/notes?from={In(-4):yyyy-MM-dd}&to={In(0):yyyy-MM-dd}")).GetProperty("items").EnumerateArray()];

    private async Task MergeAsync()
    {
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(_kept, _absorbed, api.Clock.GetUtcNow()), Demo.Brume));
    }

    private async Task UndoAsync()
    {
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(_absorbed, _kept, api.Clock.GetUtcNow()), Demo.Brume));
    }

    private Task SweepAsync()
    {
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        return api.Provider.GetRequiredService<SweepMerges<AgendaDbContext, FollowMerge>>().TurnAsync(Ct);
    }

    // Ten o'clock in Paris, so many days from now.
    private DateTimeOffset In(int days) => api.Clock.GetUtcNow().AddDays(days) is var day ? DayApi.Paris(day.Year, day.Month, day.Day, 10) : default;
}
