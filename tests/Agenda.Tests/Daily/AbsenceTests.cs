using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agenda.Occurrences;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Testing;

namespace Agenda.Tests.Daily;

public sealed class AbsenceTests(DayApi api) : IClassFixture<DayApi>
{
    private DateTimeOffset Soon => DayApi.Paris(api.Clock.GetUtcNow().AddDays(3).Year, api.Clock.GetUtcNow().AddDays(3).Month, api.Clock.GetUtcNow().AddDays(3).Day, 10);

    [Fact]
    public async Task A_holiday_frees_what_was_planned_and_gives_it_back_when_it_is_cancelled()
    {
        var (person, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var group = await api.PlanAsync(Soon, 60, [person, other], [Demo.Dorval]);
        var alone = await api.PlanAsync(Soon.AddHours(3), 45, [person], [Demo.Tessier], label: "Psychomotricité");
        var after = await api.PlanAsync(Soon.AddDays(4), 60, [person, other], [Demo.Dorval]);

        var (made, body) = await api.PostAsync("/absences", Away(person, "FAMILY", Soon.AddDays(-1), Soon.AddDays(2)));

        Assert.Equal(HttpStatusCode.Created, made);
        Assert.Equal([group.Id], Ids(body, "left"));
        Assert.Equal([alone.Id], Ids(body, "cancelledOccurrences"));
        Assert.Equal((ParticipationStatus.Absent, ParticipationStatus.Expected, OccurrenceStatus.Planned), await StateAsync(group.Id, person, other));
        Assert.Equal(ParticipationStatus.Expected, (await StateAsync(after.Id, person, other)).Item1);
        Assert.Equal("absence", (await api.WaitForOneAsync(ActivityCancelled.Topic, p => p.As<ActivityCancelled>().OccurrenceId == alone.Id)).As<ActivityCancelled>().Reason);
        Assert.Equal(0, await api.WithDbAsync(db => db.BusyTimes.CountAsync(b => b.SourceId == alone.Id)));
        Assert.Equal(1, await api.WithDbAsync(db => db.BusyTimes.CountAsync(b => b.CalendarId == person && b.Nature == Agenda.Calendars.BusyNature.Absence)));

        var id = body.GetProperty("absence").GetProperty("absenceId").GetGuid();
        var (cancelled, undone) = await api.PostAsync($"/absences/{id}/cancel", new { reason = "Séjour annulé par la famille" }, version: "\"1\"");

        Assert.Equal(HttpStatusCode.OK, cancelled);
        Assert.Equal([group.Id], Ids(undone, "givenBack"));
        Assert.Equal([alone.Id], Ids(undone, "toPlanAgain"));
        Assert.Equal(ParticipationStatus.Expected, (await StateAsync(group.Id, person, other)).Item1);
        Assert.Equal(1, await api.WithDbAsync(db => db.BusyTimes.CountAsync(b => b.CalendarId == person && b.SourceId == group.Id)));
        await api.WaitForAsync(AbsenceRecorded.Topic, p => p.As<AbsenceRecorded>() is { Version: 2, Cancelled: true } a && a.AbsenceId == id);
        Assert.Equal([false, true], api.Facts(AbsenceRecorded.Topic, person).Select(p => p.As<AbsenceRecorded>().Cancelled));
    }

    [Fact]
    public async Task A_corrected_return_gives_back_only_what_it_frees_and_keeps_each_version()
    {
        var person = Guid.CreateVersion7();
        var other = Guid.CreateVersion7();
        var first = await api.PlanAsync(Soon, 60, [person, other]);
        var second = await api.PlanAsync(Soon.AddDays(2), 60, [person, other]);
        var (_, body) = await api.PostAsync("/absences", Away(person, "CONVENIENCE", Soon.AddHours(-1), Soon.AddDays(5)));
        var id = body.GetProperty("absence").GetProperty("absenceId").GetGuid();

        var (status, corrected) = await api.SendAsync(HttpMethod.Put, $"/absences/{id}", new { cause = "CONVENIENCE", leftAt = Soon.AddHours(-1), returnedAt = Soon.AddDays(1), reason = "Retour avancé" }, version: "\"1\"");
        var (stale, _) = await api.SendAsync(HttpMethod.Put, $"/absences/{id}", new { cause = "CONVENIENCE", leftAt = Soon, reason = "Ancienne page" }, version: "\"1\"");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (status, stale));
        Assert.Equal([second.Id], Ids(corrected, "givenBack"));
        Assert.Equal(ParticipationStatus.Absent, (await StateAsync(first.Id, person, other)).Item1);
        var versions = (await api.GetAsync($"/absences/{id}")).GetProperty("versions").EnumerateArray().ToList();
        Assert.Equal([(1, Soon.AddDays(5)), (2, Soon.AddDays(1))], versions.Select(v => (v.GetProperty("version").GetInt32(), v.GetProperty("returnedAt").GetDateTimeOffset())));
    }

    [Fact]
    public async Task A_hospital_stay_inside_a_holiday_is_taken_and_told_and_two_holidays_are_not()   // agenda-billing pitfalls 17, 18, 19
    {
        var person = Guid.CreateVersion7();
        await api.PostAsync("/absences", Away(person, "CONVENIENCE", Soon, Soon.AddDays(14)));

        var (inside, hospital) = await api.PostAsync("/absences", Away(person, "HOSPITAL_MCO", Soon.AddDays(3), Soon.AddDays(5)));
        var (again, back) = await api.PostAsync("/absences", Away(person, "HOSPITAL_SSR", Soon.AddDays(5).AddHours(10), Soon.AddDays(8)));
        var (twice, problem) = await api.PostAsync("/absences", Away(person, "FAMILY", Soon.AddDays(10), Soon.AddDays(20)));
        var (reversed, wrong) = await api.PostAsync("/absences", Away(person, "FAMILY", Soon.AddDays(30), Soon.AddDays(29)));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.BadRequest), (inside, again, twice, reversed));
        Assert.Equal(["absence-shared"], Codes(hospital));
        Assert.Equal(["absence-shared", "hospital-again"], Codes(back));
        Assert.Equal(("usager-absence-overlap", "absence-reversed"), (problem.GetProperty("code").GetString(), wrong.GetProperty("code").GetString()));
        Assert.Equal(3, await api.WithDbAsync(db => db.UsagerAbsences.CountAsync(a => a.UsagerId == person)));
    }

    [Fact]
    public async Task A_presence_during_the_absence_is_told()
    {
        var person = Guid.CreateVersion7();
        var past = await api.PlanAsync(DayApi.Paris(2026, 5, 12, 10), 60, [person]);
        await api.CaptureAsync("a", DayApi.Said(past.Id, person, "PRESENT", past.StartsAt));

        var (_, body) = await api.PostAsync("/absences", Away(person, "HOSPITAL_PSY", past.StartsAt.AddDays(-1), past.StartsAt.AddDays(3)));

        Assert.Equal(["presence-captured"], Codes(body));
    }

    [Fact]
    public async Task A_minimal_view_reads_the_class_of_the_cause_and_the_list_counts_only_what_may_be_read()
    {
        var (seen, hidden) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await api.PostAsync("/absences", Away(seen, "HOSPITAL_PSY", DayApi.Paris(2026, 4, 7, 9), DayApi.Paris(2026, 4, 9, 9)));
        await api.PostAsync("/absences", Away(hidden, "FAMILY", DayApi.Paris(2026, 4, 7, 9), DayApi.Paris(2026, 4, 9, 9)));
        api.Consent.Closed[hidden] = true;
        api.Consent.Duties[Demo.Renaud] = ["minimal-view"];

        var list = await api.GetAsync($"/absences?establishmentId={Demo.DeuxChenes}&from=2026-04-08&to=2026-04-08", api.As(Demo.Brume, Demo.Renaud));

        Assert.Equal(1, list.GetProperty("total").GetInt32());
        Assert.Equal((seen, "HOSPITAL"), (list.GetProperty("items")[0].GetProperty("usagerId").GetGuid(), list.GetProperty("items")[0].GetProperty("cause").GetString()));
        Assert.DoesNotContain(hidden.ToString(), list.ToString(), StringComparison.Ordinal);
    }

    private static object Away(Guid usager, string cause, DateTimeOffset left, DateTimeOffset? back) => new { usagerId = usager, establishmentId = Demo.DeuxChenes, cause, leftAt = left, noticeGiven = true, returnedAt = back };

    private static Guid[] Ids(JsonElement body, string name) => [.. body.GetProperty("planning").GetProperty(name).EnumerateArray().Select(i => i.GetGuid())];

    private static string[] Codes(JsonElement body) => [.. body.GetProperty("warnings").EnumerateArray().Select(w => w.GetProperty("code").GetString()!).Order()];

    private Task<(ParticipationStatus, ParticipationStatus, OccurrenceStatus)> StateAsync(Guid occurrence, Guid one, Guid other) => api.WithDbAsync(async db =>
    {
        var members = await db.Participations.AsNoTracking().Where(p => p.OccurrenceId == occurrence).ToListAsync();
        return (members.Single(m => m.CalendarId == one).Status, members.Single(m => m.CalendarId == other).Status, (await db.Occurrences.AsNoTracking().SingleAsync(o => o.Id == occurrence)).Status);
    });
}
