using System.Net;
using System.Text.Json;
using Testing;

namespace Agenda.Tests.Daily;

public sealed class FamilyTests(DayApi api) : IClassFixture<DayApi>
{
    private DateTimeOffset Soon(int day) => DayApi.Paris(api.Clock.GetUtcNow().AddDays(day).Year, api.Clock.GetUtcNow().AddDays(day).Month, api.Clock.GetUtcNow().AddDays(day).Day, 14);
    private string Week => $"from={api.Clock.GetUtcNow():yyyy-MM-dd}&to={api.Clock.GetUtcNow().AddDays(10):yyyy-MM-dd}";

    private HttpClient Account(string sub, string kind) => api.As(Demo.Brume, Guid.Empty, kind: kind, sub: sub);

    [Fact]
    public async Task A_relative_reads_the_week_without_health_and_without_the_others()
    {
        var (child, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        api.Consent.Grants[("father", child)] = ("relative", 1);
        await api.PlanAsync(Soon(2), 60, [child, other], [Demo.Dorval], label: "Danse");
        await api.PlanAsync(Soon(3), 30, [child], label: "Bilan orthophonique", kind: "soin", health: true);
        await api.PostAsync("/absences", new { usagerId = child, establishmentId = Demo.DeuxChenes, cause = "HOSPITAL_PSY", leftAt = Soon(6), returnedAt = Soon(7) });

        var week = await api.GetAsync($"/family/agenda?usagerId={child}&{Week}", Account("father", "relative"));

        Assert.Equal(1, week.GetProperty("level").GetInt32());
        var lines = week.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([("Danse", "activite", 2, "nothing"), ("Rendez-vous", "rdv", 1, "nothing")], lines.Select(l => (l.GetProperty("label").GetString(), l.GetProperty("kind").GetString(), l.GetProperty("groupSize").GetInt32(), l.GetProperty("may").GetString())));
        var text = week.ToString();
        Assert.All(new[] { other.ToString(), Demo.Dorval.ToString(), "orthophonique", "PSY", "HOSPITAL" }, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.Equal(1, week.GetProperty("away").GetArrayLength());
    }

    [Fact]
    public async Task Each_level_may_what_it_says_and_the_answer_comes_back()
    {
        var young = Guid.CreateVersion7();
        api.Consent.Grants[("aunt", young)] = ("relative", 1);
        api.Consent.Grants[("mother", young)] = ("relative", 2);
        api.Consent.Grants[("young", young)] = ("person", 3);
        var free = await api.PlanAsync(Soon(4), 60, [young, Guid.CreateVersion7()], label: "Foot", selfManaged: 24);
        var closed = await api.PlanAsync(Soon(5), 60, [young, Guid.CreateVersion7()], label: "Classe");
        var wish = new { usagerId = young, wish = "Decline", message = "Match au village" };

        Assert.Equal(["nothing", "nothing"], await MayAsync("aunt", "relative"));
        Assert.Equal(["ask", "ask"], await MayAsync("mother", "relative"));
        Assert.Equal(["decide", "ask"], await MayAsync("young", "person"));
        Assert.Equal(HttpStatusCode.Forbidden, (await api.PostAsync($"/occurrences/{closed.Id}/requests", wish, Account("aunt", "relative"))).Status);
        var (_, asked) = await api.PostAsync($"/occurrences/{closed.Id}/requests", wish, Account("mother", "relative"));
        var (_, done) = await api.PostAsync($"/occurrences/{free.Id}/requests", wish, Account("young", "person"));
        Assert.Equal(("Pending", "Applied"), (asked.GetProperty("status").GetString(), done.GetProperty("status").GetString()));

        await api.PostAsync($"/requests/{asked.GetProperty("id").GetGuid()}/answer", new { accepted = true, answer = "D'accord, bon match" });

        var line = (await WeekAsync("mother", "relative")).Single(l => l.GetProperty("occurrenceId").GetGuid() == closed.Id);
        Assert.Equal(("Accepted", "D'accord, bon match", "annulé"), (line.GetProperty("request").GetString(), line.GetProperty("answer").GetString(), line.GetProperty("status").GetString()));

        async Task<string[]> MayAsync(string sub, string kind) => [.. (await WeekAsync(sub, kind)).Select(l => l.GetProperty("may").GetString()!)];
        async Task<List<JsonElement>> WeekAsync(string sub, string kind) => [.. (await api.GetAsync($"/family/agenda?usagerId={young}&{Week}", Account(sub, kind))).GetProperty("items").EnumerateArray()];
    }

    [Fact]
    public async Task Without_a_grant_of_level_0_or_as_staff_nothing_is_read()
    {
        var person = Guid.CreateVersion7();
        api.Consent.Grants[("suspended", person)] = ("relative", 0);

        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, $"/family/agenda?usagerId={person}&{Week}", by: Account("stranger", "relative"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, $"/family/agenda?usagerId={person}&{Week}", by: Account("suspended", "relative"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.SendAsync(HttpMethod.Get, $"/family/agenda?usagerId={person}&{Week}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.SendAsync(HttpMethod.Get, $"/family/agenda?usagerId={person}&from=2026-02-01&to=2026-01-01", by: Account("suspended", "relative"))).Status);
    }
}
