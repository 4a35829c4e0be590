using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agenda.Activities;
using Agenda.Calendars;
using Agenda.Constraints;
using Agenda.Occurrences;
using Testing;

namespace Agenda.Tests.Daily;

/// <summary>A list that has to leave something out never leaves out what matters, or says that it would.</summary>
public sealed class FullCalendarTests(DayApi api) : IClassFixture<DayApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DateTimeOffset In(int hours) => new DateTimeOffset(api.Clock.GetUtcNow().Date, TimeSpan.Zero).AddHours(hours + 6);

    [Fact]
    public async Task A_feed_of_a_calendar_too_full_for_it_still_tells_what_is_to_come()
    {
        var person = Guid.CreateVersion7();
        await FillAsync(person, 2001, nth => In(-48).AddMinutes(-30 * nth));
        var coming = await api.PlanAsync(In(24 * 9), 60, [person]);
        var address = (await api.PostAsync("/feeds", new { kind = "usager", calendarId = person, mask = "Labels" })).Body.GetProperty("address").GetString()!;

        using var client = api.Anonymous();
        var text = await client.GetStringAsync(new Uri(new Uri(address).AbsolutePath, UriKind.Relative), Ct);

        Assert.Contains($"UID:{coming.Id}@agenda", text, StringComparison.Ordinal);
        Assert.Equal(2000, text.Split("BEGIN:VEVENT").Length - 1);
    }

    [Fact]
    public async Task A_family_that_asks_for_too_much_is_told_so_and_reads_the_same_in_two_parts()
    {
        var person = Guid.CreateVersion7();
        api.Consent.Grants[("son", person)] = ("relative", 1);
        await FillAsync(person, 1001, nth => In(24).AddMinutes(60 * nth));
        HttpClient Son() => api.As(Demo.Brume, Guid.Empty, kind: "relative", sub: "son");
        string Path(int from, int to) => $"/family/agenda?usagerId={person}&from={In(24 * from):yyyy-MM-dd}&to={In(24 * to):yyyy-MM-dd}";

        using var refused = await Son().GetAsync(new Uri(Path(0, 60), UriKind.Relative), Ct);

        Assert.Equal((HttpStatusCode.BadRequest, "period-too-full"), (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString()));
        var parts = new[] { await api.GetAsync(Path(0, 20), Son()), await api.GetAsync(Path(21, 60), Son()) };
        Assert.Equal(1001, parts.Sum(part => part.GetProperty("items").GetArrayLength()));
    }

    [Fact]
    public async Task A_constraint_that_stands_is_listed_however_many_were_withdrawn_or_are_over()
    {
        var person = Guid.CreateVersion7();
        var today = DateOnly.FromDateTime(In(0).UtcDateTime);
        var stands = Constraint(person, today.AddDays(2));
        await api.WithDbAsync(async db =>
        {
            for (var nth = 0; nth < 1000; nth++) db.Constraints.Add(Constraint(person, today.AddDays(-30 - nth % 300), withdrawn: nth % 2 == 0));
            db.Constraints.Add(stands);
            return await db.SaveChangesAsync(Ct);
        });

        var list = (await api.GetAsync($"/constraints?usagerId={person}")).EnumerateArray().ToList();

        Assert.Equal(1000, list.Count);
        Assert.Equal(stands.Id, list[^1].GetProperty("id").GetGuid());
    }

    private ExternalConstraint Constraint(Guid person, DateOnly day, bool withdrawn = false)
    {
        var constraint = ExternalConstraint.Of(Demo.Brume, new(person, "École", "phone", Certainty.Certain, false, day, new(9, 0), 60, WallTime.Paris, null, day), "someone", "pro", api.Clock.GetUtcNow());
        if (withdrawn) constraint.Withdraw(api.Clock.GetUtcNow());
        return constraint;
    }

    private Task<int> FillAsync(Guid person, int count, Func<int, DateTimeOffset> startsAt) => api.WithDbAsync(async db =>
    {
        var activity = Activity.Plan(db.TenantId, new(Demo.DeuxChenes, "activite", "Ronde", new(2026, 1, 1), new(8, 0), 20), Demo.Renaud, api.Clock.GetUtcNow());
        db.Add(activity);
        for (var nth = 0; nth < count; nth++)
        {
            var occurrence = Occurrence.Of(activity, startsAt(nth), startsAt(nth).AddMinutes(20), null, api.Clock.GetUtcNow());
            db.Add(occurrence);
            db.Add(Participation.Of(db.TenantId, occurrence.Id, CalendarKind.Usager, person));
        }

        return await db.SaveChangesAsync(Ct);
    });
}
