using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agenda.Activities;
using Agenda.Calendars;
using Agenda.Tests.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Testing;

namespace Agenda.Tests.Booking;

/// <summary>Series grow when a test says so, and not by themselves.</summary>
public sealed class StillAgenda : AgendaApi
{
    public StillAgenda() => Settings["Agenda:Pace"] = "1.00:00:00";
}

/// <summary>F9: the clock is wrong or jumps, the night has a missing or a doubled hour, the year has a 29 February. No slot is lost or doubled.</summary>
public sealed class ClockFaultTests(StillAgenda api) : IClassFixture<StillAgenda>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task A_clock_that_jumps_between_two_sendings_books_and_moves_once_F9(int minutes)
    {
        var room = await api.NewResourceAsync();
        var wanted = AgendaApi.Appointment("2026-03-10T09:00Z", 60, AgendaApi.Member("room", room));
        var key = $"jump-{minutes}";
        var first = AgendaApi.Id((await AgendaApi.OkAsync(await SendAsync(wanted, key)))["appointment"]!);

        api.Clock.Advance(TimeSpan.FromMinutes(minutes));
        var second = AgendaApi.Id((await AgendaApi.OkAsync(await SendAsync(wanted, key)))["appointment"]!);
        await AgendaApi.RefusedAsync(await SendAsync(wanted, key + "-other"), HttpStatusCode.Conflict, "planning-conflict");
        await AgendaApi.OkAsync(await api.ActAsync(first, "move", new { startsAt = "2026-03-10T11:00:00Z", endsAt = "2026-03-10T12:00:00Z" }));
        api.Clock.Advance(TimeSpan.FromMinutes(-minutes));
        await AgendaApi.RefusedAsync(await api.ActAsync(first, "move", new { startsAt = "2026-03-10T13:00:00Z", endsAt = "2026-03-10T14:00:00Z" }, version: 1), HttpStatusCode.PreconditionFailed, "stale-version");

        Assert.Equal(first, second);
        Assert.Equal(["2026-03-10T11:00"], await HeldAsync(room));
        await AgendaApi.OkAsync(await SendAsync(wanted, key + "-again"));
        Assert.Equal(["2026-03-10T09:00", "2026-03-10T11:00"], await HeldAsync(room));
    }

    [Fact]
    public async Task What_a_clock_set_forward_has_overtaken_is_refused_holds_nothing_and_is_free_once_the_clock_is_right_F9()
    {
        var room = await api.NewResourceAsync();
        api.Clock.MoveTo(AgendaApi.At("2026-03-04T09:56:30Z"));
        var wanted = AgendaApi.Appointment("2026-03-04T10:00Z", 30, AgendaApi.Member("room", room));
        var later = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-03-04T14:00Z", 30, AgendaApi.Member("room", room))));

        api.Clock.Advance(TimeSpan.FromMinutes(5));
        await AgendaApi.RefusedAsync(await SendAsync(wanted, "overtaken"), HttpStatusCode.Conflict, "in-the-past");
        await AgendaApi.RefusedAsync(await api.ActAsync(later, "move", new { startsAt = "2026-03-04T10:00:00Z", endsAt = "2026-03-04T10:30:00Z" }), HttpStatusCode.Conflict, "in-the-past");
        Assert.Equal(["2026-03-04T14:00"], await HeldAsync(room));

        api.Clock.Advance(TimeSpan.FromMinutes(-5));
        await AgendaApi.OkAsync(await SendAsync(wanted, "overtaken"));
        Assert.Equal(["2026-03-04T10:00", "2026-03-04T14:00"], await HeldAsync(room));
        api.Clock.MoveTo(AgendaApi.Today);
    }

    [Fact]
    public async Task A_series_that_grows_while_the_clock_goes_to_and_fro_has_each_of_its_days_once_F9()
    {
        var room = await api.NewResourceAsync();
        var series = await api.PlanAsync(With(AgendaApi.Activity("2026-03-03", "10:00", 60, AgendaApi.Member("room", room)), "FREQ=WEEKLY"));
        var (id, before) = (series["activityId"]!.GetValue<Guid>(), (await HeldAsync(room)).Count);

        foreach (var days in new[] { 20.0, -20 - 5.0 / 1440, 20, -10, 15 })
        {
            api.Clock.Advance(TimeSpan.FromDays(days));
            await GrowAsync(id);
        }

        api.Clock.MoveTo(AgendaApi.Today);
        var held = await HeldAsync(room);
        Assert.True(held.Count > before, "The series has not grown.");
        var planned = await DaysAsync(id);
        Assert.Equal(Enumerable.Range(0, planned.Count).Select(week => new DateOnly(2026, 3, 3).AddDays(7 * week)), planned);
        Assert.Equal(planned.Count, held.Count);
    }

    [Fact]
    public async Task The_night_of_a_missing_hour_plans_each_session_once_and_says_which_two_would_meet_F9()
    {
        var room = await api.NewResourceAsync();
        var missing = await api.PlanAsync(With(AgendaApi.Activity("2026-03-28", "02:30", 45, AgendaApi.Member("room", room)), "FREQ=DAILY;COUNT=3"));
        var after = await api.PlanAsync(With(AgendaApi.Activity("2026-03-28", "03:30", 45, AgendaApi.Member("room", room)), "FREQ=DAILY;COUNT=3"));

        Assert.Equal(["2026-03-28T01:30", "2026-03-29T01:30", "2026-03-30T00:30"], Starts(missing));
        Assert.Equal(["Planned", "Conflict", "Planned"], after["days"]!.AsArray().Select(d => d!["outcome"]!.GetValue<string>()));
        Assert.Equal(["2026-03-28T01:30", "2026-03-28T02:30", "2026-03-29T01:30", "2026-03-30T00:30", "2026-03-30T01:30"], await HeldAsync(room));
    }

    [Fact]
    public async Task The_night_of_a_doubled_hour_holds_the_first_of_the_two_and_leaves_the_second_free_F9()
    {
        var room = await api.NewResourceAsync();
        var series = await api.PlanAsync(With(AgendaApi.Activity("2026-10-24", "02:30", 45, AgendaApi.Member("room", room)), "FREQ=DAILY;COUNT=3"));

        Assert.Equal(["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"], Starts(series));
        await AgendaApi.RefusedAsync(await SendAsync(AgendaApi.Appointment("2026-10-25T00:45Z", 30, AgendaApi.Member("room", room)), ""), HttpStatusCode.Conflict, "planning-conflict");
        var second = await api.BookAsync(AgendaApi.Appointment("2026-10-25T01:30Z", 45, AgendaApi.Member("room", room)));
        Assert.Equal("2026-10-25", second["day"]!.GetValue<string>());
        Assert.Equal(["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-26T01:30"], await HeldAsync(room));
    }

    [Theory]
    [InlineData("2028-02-27", "FREQ=DAILY;UNTIL=20280302", "2028-02-27 2028-02-28 2028-02-29 2028-03-01 2028-03-02")]
    [InlineData("2028-02-22", "FREQ=WEEKLY;COUNT=3", "2028-02-22 2028-02-29 2028-03-07")]
    [InlineData("2028-01-29", "FREQ=MONTHLY;COUNT=3", "2028-01-29 2028-02-29 2028-03-29")]
    [InlineData("2026-12-29", "FREQ=MONTHLY;BYMONTHDAY=29;COUNT=3", "2026-12-29 2027-01-29 2027-03-29")]
    public async Task A_29_february_is_a_day_like_another_and_none_is_made_up_in_the_years_without_F9(string first, string rule, string days)
    {
        var room = await api.NewResourceAsync();

        var series = await api.PlanAsync(With(AgendaApi.Activity(first, "10:00", 60, AgendaApi.Member("room", room)), rule));

        Assert.Equal(days, string.Join(' ', (await DaysAsync(series["activityId"]!.GetValue<Guid>())).Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))));
        Assert.Equal(days.Split(' ').Length, (await HeldAsync(room)).Count);
    }

    [Fact]
    public async Task An_appointment_moves_onto_a_29_february_and_off_again_F9()
    {
        var room = await api.NewResourceAsync();
        var id = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2028-02-28T09:00Z", 60, AgendaApi.Member("room", room))));

        await AgendaApi.OkAsync(await api.ActAsync(id, "move", new { startsAt = "2028-02-29T23:30:00Z", endsAt = "2028-03-01T00:30:00Z" }));
        Assert.Equal(("2028-03-01", "2028-02-29T23:30"), ((await api.OccurrenceAsync(id))["day"]!.GetValue<string>(), Assert.Single(await HeldAsync(room))));
        await AgendaApi.OkAsync(await api.ActAsync(id, "move", new { startsAt = "2028-02-29T09:00:00Z", endsAt = "2028-02-29T10:00:00Z" }));

        Assert.Equal(("2028-02-29", "2028-02-29T09:00"), ((await api.OccurrenceAsync(id))["day"]!.GetValue<string>(), Assert.Single(await HeldAsync(room))));
    }

    private async Task<HttpResponseMessage> SendAsync(JsonObject appointment, string key)
    {
        using var client = api.Nurse;
        if (key.Length > 0) client.DefaultRequestHeaders.Add("Idempotency-Key", key);
        return await client.PostAsJsonAsync("/appointments", appointment.DeepClone(), Ct);
    }

    private Task GrowAsync(Guid series) => WithAsync(services => services.GetRequiredService<PlanningRound>().ExtendAsync(series, Ct));

    private async Task<List<DateOnly>> DaysAsync(Guid series)
    {
        var days = new List<DateOnly>();
        await WithAsync(async services => days = await services.GetRequiredService<AgendaDbContext>().Occurrences.Where(o => o.ActivityId == series).OrderBy(o => o.StartsAt).Select(o => o.Day).ToListAsync(Ct));
        return days;
    }

    private async Task<List<string>> HeldAsync(Guid room)
    {
        var held = new List<Busy>();
        await WithAsync(async services => held = await services.GetRequiredService<AgendaDbContext>().BusyTimes.AsNoTracking().Where(b => b.CalendarId == room).OrderBy(b => b.StartsAt).ToListAsync(Ct));
        Assert.All(held.Zip(held.Skip(1)), pair => Assert.True(pair.First.EndsAt <= pair.Second.StartsAt, $"Held twice at {pair.Second.StartsAt}."));
        return held.ConvertAll(b => Minute(b.StartsAt));
    }

    private async Task WithAsync(Func<IServiceProvider, Task> work)
    {
        await using var scope = api.Provider.CreateAsyncScope();
        using var entered = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Demo.Brume);
        await work(scope.ServiceProvider);
    }

    private static JsonObject With(JsonObject activity, string rule)
    {
        activity["rule"] = rule;
        return activity;
    }

    private static List<string> Starts(JsonNode series) => [.. series["days"]!.AsArray().Select(d => Minute(d!["startsAt"]!.GetValue<DateTimeOffset>()))];

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
}
