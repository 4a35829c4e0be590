using System.Net;
using System.Text.Json;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Testing;

namespace Agenda.Tests.Daily;

/// <summary>What is refused, and that it changes nothing.</summary>
public sealed class DailyRightsTests(DayApi api) : IClassFixture<DayApi>
{
    private static readonly DateTimeOffset Start = DayApi.Paris(2026, 3, 10, 10);

    [Fact]
    public async Task Each_mutation_has_its_own_refusal_and_the_others_are_recorded()
    {
        var (good, closed, stranger) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var group = await api.PlanAsync(Start, 60, [good, closed]);
        var foreign = await api.PlanAsync(Start, 60, [Guid.CreateVersion7()], house: Demo.PreFleuri, tenant: Demo.Rivieres);
        var elsewhere = await api.PlanAsync(Start, 60, [good], house: Demo.SaulesBlancs);
        api.Consent.Closed[closed] = true;
        var number = Guid.CreateVersion7();

        var results = await api.CaptureAsync("tablette",
            DayApi.Said(group.Id, good, "PRESENT", Start, number),
            DayApi.Said(group.Id, closed, "PRESENT", Start),
            DayApi.Said(group.Id, stranger, "PRESENT", Start),
            DayApi.Said(foreign.Id, good, "PRESENT", Start),
            DayApi.Said(elsewhere.Id, good, "PRESENT", Start),
            DayApi.Said(group.Id, good, "LÀ", Start),
            DayApi.Said(group.Id, good, "PARTIAL", Start),
            DayApi.Said(group.Id, good, "PRESENT", api.Clock.GetUtcNow().AddHours(2)),
            DayApi.Said(group.Id, good, "REFUSED", Start, number),
            new { mutationId = Guid.CreateVersion7(), occurrenceId = group.Id, deviceAt = Start, usagerId = good },
            new { mutationId = Guid.CreateVersion7(), occurrenceId = group.Id, deviceAt = Start, note = " " });

        string?[] codes = [null, "not-found", "not-registered", "not-found", "not-found", "capture-invalid", "capture-invalid", "capture-invalid", "mutation-reused", "capture-invalid", "capture-invalid"];
        Assert.Equal(codes, results.Select(r => r.TryGetProperty("code", out var code) ? code.GetString() : null));
        Assert.Equal(1, await api.WithDbAsync(db => db.Captures.CountAsync(c => db.Attendances.Any(a => a.Id == c.AttendanceId && a.OccurrenceId == group.Id))));
        Assert.All(results.Skip(1), r => Assert.False(string.IsNullOrEmpty(r.GetProperty("message").GetString())));
    }

    [Theory]
    [InlineData("POST", "/attendances/batch", "{}")]
    [InlineData("POST", "/attendances/batch", """{"deviceId":"","mutations":[]}""")]
    [InlineData("POST", "/attendances/batch", """{"deviceId":"t","mutations":[{"mutationId":"x"}]}""")]
    [InlineData("POST", "/attendances/01900000-0000-7000-8000-0000000000aa/corrections", """{"mutationId":"01900000-0000-7000-8000-0000000000ab","state":"PRESENT","reason":"because","explanation":"non"}""")]
    [InlineData("GET", "/attendances", null)]
    [InlineData("GET", "/attendances?establishmentId=01900000-0000-7000-8000-0000000000e4&from=2026-03-02&to=2026-03-01", null)]
    [InlineData("GET", "/attendances?establishmentId=01900000-0000-7000-8000-0000000000e4&from=2020-03-02&to=2026-03-01", null)]
    [InlineData("GET", "/attendances/unsignalled?establishmentId=01900000-0000-7000-8000-0000000000e4&from=2026-03-02&to=2026-03-01", null)]
    [InlineData("GET", "/usagers/01900000-0000-7000-8000-0000000000aa/notes?from=2026-03-02&to=2026-03-01", null)]
    [InlineData("GET", "/statistics/activity?establishmentId=01900000-0000-7000-8000-0000000000e4&from=2026-03-02&to=2026-03-01", null)]
    [InlineData("GET", "/transports?establishmentId=01900000-0000-7000-8000-0000000000e4&from=2026-03-02&to=2026-03-01", null)]
    [InlineData("PUT", "/transports/plans/01900000-0000-7000-8000-0000000000aa", """{"serafinCode":"9.9","kilometres":-1}""")]
    [InlineData("POST", "/absences", """{"usagerId":"01900000-0000-7000-8000-0000000000aa","establishmentId":"01900000-0000-7000-8000-0000000000e4","cause":"TIRED","leftAt":"2026-03-02T10:00:00Z"}""")]
    [InlineData("POST", "/absences", """{"usagerId":"01900000-0000-7000-8000-0000000000aa","establishmentId":"01900000-0000-7000-8000-0000000000e4","cause":"DEATH","leftAt":"2026-03-02T10:00:00Z","returnedAt":"2026-03-03T10:00:00Z"}""")]
    [InlineData("GET", "/absences?establishmentId=01900000-0000-7000-8000-0000000000e4&from=2026-03-02&to=2026-03-01", null)]
    public async Task Bad_input_is_told_in_French_and_changes_nothing(string method, string path, string? body)
    {
        var before = await CountAsync();
        using var request = new HttpRequestMessage(new(method), path);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var client = api.Educator;

        using var reply = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Another_organisation_another_house_or_no_scope_reads_and_writes_nothing()
    {
        var person = Guid.CreateVersion7();
        var group = await api.PlanAsync(Start.AddDays(1), 60, [person]);
        var id = (await api.CaptureAsync("t", DayApi.Said(group.Id, person, "PRESENT", Start.AddDays(1))))[0].GetProperty("attendanceId").GetGuid();
        var (_, made) = await api.PostAsync("/absences", new { usagerId = person, establishmentId = Demo.DeuxChenes, cause = "OTHER", leftAt = Start, returnedAt = Start.AddDays(1) });
        var absence = made.GetProperty("absence").GetProperty("absenceId").GetGuid();
        string[] reads = [$"/attendances/{id}", $"/attendances?occurrenceId={group.Id}", $"/absences/{absence}"];

        foreach (var path in reads)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, path, by: api.As(Demo.Rivieres, Demo.Bellec))).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await api.SendAsync(HttpMethod.Get, path, by: api.As(Demo.Brume, Demo.Dorval, "identity:read"))).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await api.PostAsync($"/absences/{absence}/cancel", new { reason = "non" }, api.As(Demo.Rivieres, Demo.Bellec), "\"1\"")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.SendAsync(HttpMethod.Get, $"/absences?establishmentId={Demo.DeuxChenes}&from=2026-03-01&to=2026-03-31", by: api.As(Demo.Brume, Demo.Montagne))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.PostAsync("/attendances/batch", new { deviceId = "t", mutations = new[] { DayApi.Said(group.Id, person, "REFUSED", Start) } }, api.As(Demo.Brume, Demo.Dorval, "agenda:read"))).Status);
        Assert.Equal(1, (await api.GetAsync($"/attendances/{id}")).GetProperty("versions").GetArrayLength());
    }

    [Fact]
    public async Task Nothing_of_whom_one_may_not_see_is_counted()
    {
        var (seen, hidden) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var at = DayApi.Paris(2026, 2, 17, 10);
        var group = await api.PlanAsync(at, 60, [seen, hidden], [Demo.Dorval], serafin: "2.3.3.4");
        var waiting = await api.PlanAsync(at.AddHours(2), 60, [seen, hidden], [Demo.Dorval], serafin: "2.3.3.5");
        await api.SendAsync(HttpMethod.Put, $"/transports/plans/{group.ActivityId}", new { serafinCode = "3.2.4.1", kilometres = 12.5, cost = 20, cutOffHours = 24 });
        await api.CaptureAsync("t", DayApi.Said(group.Id, seen, "PRESENT", at), DayApi.Said(group.Id, hidden, "PRESENT", at), new { mutationId = Guid.CreateVersion7(), occurrenceId = group.Id, deviceAt = at, note = "Bel après-midi" });
        api.Consent.Closed[hidden] = true;

        var days = "from=2026-02-17&to=2026-02-17";
        string[] lists = [$"/attendances?establishmentId={Demo.DeuxChenes}&{days}", $"/attendances?occurrenceId={group.Id}", $"/attendances/unsignalled?establishmentId={Demo.DeuxChenes}&{days}", $"/transports?establishmentId={Demo.DeuxChenes}&{days}"];
        foreach (var path in lists)
        {
            var list = await api.GetAsync(path);
            Assert.Equal((path, 1, 1), (path, list.GetProperty("total").GetInt32(), list.GetProperty("items").GetArrayLength()));
            Assert.DoesNotContain(hidden.ToString(), list.ToString(), StringComparison.Ordinal);
        }

        var count = await api.GetAsync($"/statistics/activity?establishmentId={Demo.DeuxChenes}&{days}");
        Assert.Equal((1, 60), (count.GetProperty("lines")[0].GetProperty("sessions").GetInt32(), count.GetProperty("lines")[0].GetProperty("usagerMinutes").GetInt32()));
        Assert.Equal(12.5m, (await api.GetAsync(lists[3])).GetProperty("kilometres").GetDecimal());
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, $"/usagers/{hidden}/notes?{days}")).Status);
        Assert.Equal(waiting.Id, (await api.GetAsync(lists[2])).GetProperty("items")[0].GetProperty("occurrenceId").GetGuid());
    }

    [Fact]
    public async Task A_bus_that_ran_for_nobody_costs_and_bills_nobody()   // agenda-billing E15
    {
        var (came, missed, told, late) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var at = DayApi.Paris(2026, 1, 13, 8, 30);
        var bus = await api.PlanAsync(at, 30, [came, missed, told, late], kind: "transport", serafin: "3.2.4.1");
        await api.SendAsync(HttpMethod.Put, $"/transports/plans/{bus.ActivityId}", new { serafinCode = "3.2.4.1", kilometres = 18, cost = 31.50, cutOffHours = 24 });

        object Told(Guid usager, DateTimeOffset toldAt) => new { mutationId = Guid.CreateVersion7(), occurrenceId = bus.Id, deviceAt = at, usagerId = usager, state = "ABSENT_JUSTIFIED", toldAt };
        var captured = await api.CaptureAsync("chauffeur", DayApi.Said(bus.Id, came, "PRESENT", at), DayApi.Said(bus.Id, missed, "ABSENT_UNPLANNED", at), Told(told, at.AddHours(-30)), Told(late, at.AddHours(-2)));

        var facts = await Task.WhenAll(new[] { came, missed, told, late }.Select(u => api.WaitForOneAsync(TransportRecorded.Topic, p => p.As<TransportRecorded>().UsagerId == u)));
        Assert.Equal([("DONE", true, true, 18m), ("DONE", false, false, 18m), ("CANCELLED_IN_TIME", false, false, 0m), ("CANCELLED_LATE", false, false, 18m)],
            facts.Select(f => f.As<TransportRecorded>()).Select(t => (t.State, t.UsagerPresent, t.Billable, t.Kilometres)));
        Assert.Equal(captured.Select(r => r.GetProperty("attendanceId").GetGuid()), facts.Select(f => f.As<TransportRecorded>().AttendanceId!.Value));
        var trips = (await api.GetAsync($"/transports?establishmentId={Demo.DeuxChenes}&from=2026-01-13&to=2026-01-13")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(31.50m, trips.Single(t => t.GetProperty("usagerId").GetGuid() == missed).GetProperty("cost").GetDecimal());
    }

    [Fact]
    public async Task Who_may_only_read_captures_nothing_and_every_access_is_traced()
    {
        var person = Guid.CreateVersion7();
        var group = await api.PlanAsync(Start.AddDays(2), 60, [person]);
        api.Consent.Without[(Demo.Tessier, "C")] = true;

        var (_, body) = await api.PostAsync("/attendances/batch", new { deviceId = "t", mutations = new[] { DayApi.Said(group.Id, person, "PRESENT", Start) } }, api.As(Demo.Brume, Demo.Tessier));

        Assert.Equal("not-authorised", body.GetProperty("results")[0].GetProperty("code").GetString());
        var trace = await api.WaitForAsync(Contracts.Audit.AccessRecorded.Topic, p => p.As<Contracts.Audit.AccessRecorded>() is { Action: "attendance.capture", Outcome: "refused" } a && a.UsagerId == person);
        Assert.Equal(Demo.Tessier, trace.As<Contracts.Audit.AccessRecorded>().SituationId);
    }

    private Task<int> CountAsync() => api.WithDbAsync(async db => await db.Captures.CountAsync() + await db.UsagerAbsences.CountAsync() + await db.TripPlans.CountAsync());
}
