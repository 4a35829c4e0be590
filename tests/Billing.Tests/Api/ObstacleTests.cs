using System.Net;
using System.Text.Json.Nodes;
using Testing;

namespace Billing.Tests.Api;

/// <summary>What keeps a month open is told as far as the caller may see the persons it is about, and nothing of it is counted beyond.</summary>
public sealed class ObstacleTests(BillingApi api) : IClassFixture<BillingApi>
{
    private const string Unseen = "que vous ne pouvez pas voir";

    [Fact]
    public async Task Attendance_to_capture_and_lines_to_write_are_counted_for_visible_persons_only()
    {
        var (house, seen, hidden) = await OpenAsync();
        await house.PlanAsync("2026-02-12 14:00", seen.Usager, hidden.Usager);
        await house.PlanAsync("2026-02-13 14:00", hidden.Usager);
        await house.ConfirmAsync("2026-02");
        foreach (var one in new[] { seen, hidden }) await house.AwayAsync(one.Usager, "HOSPITAL_MCO", "2026-02-20 10:00", "2026-02-21 15:00");
        var all = await ObstaclesAsync(house);
        Assert.Equal(["unsignalled-attendance", "unsignalled-attendance", "not-confirmed"], all.ConvertAll(o => o.Text("kind")));
        Assert.Contains("2 présence(s)", all[0].Text("message"));
        Assert.Contains("(2 ligne(s)", all[2].Text("message"));

        api.Consent.Hidden[hidden.Usager] = true;
        var told = await ObstaclesAsync(house);
        Assert.Equal(["unsignalled-attendance", "not-confirmed", "others-not-visible"], told.ConvertAll(o => o.Text("kind")));
        Assert.Equal(("2026-02-12", true), (told[0].Text("day"), told[0].Text("message")!.Contains("1 présence(s)", StringComparison.Ordinal)));
        Assert.Contains("(1 ligne(s)", told[1].Text("message"));
        Assert.Contains(Unseen, told[2].Text("message"));
        var refusal = await BillingApi.RefusedAsync(await house.TryAsync("close", "2026-02"), HttpStatusCode.Conflict, "closing-refused");
        Assert.Equal(["unsignalled-attendance", "not-confirmed"], refusal["obstacles"]!.AsArray().Select(o => o!.Text("kind")));
        Assert.Contains(" 2 point(s) à régler", refusal.Text("detail"));
        Assert.Contains(Unseen, refusal.Text("detail"));
    }

    [Fact]
    public async Task A_month_that_only_hidden_persons_keep_open_says_so_and_does_not_close()
    {
        var (house, _, hidden) = await OpenAsync();
        await house.ConfirmAsync("2026-02");
        await house.AwayAsync(hidden.Usager, "HOSPITAL_MCO", "2026-02-20 10:00", "2026-02-21 15:00");
        api.Consent.Hidden[hidden.Usager] = true;

        var told = Assert.Single(await ObstaclesAsync(house));
        Assert.Equal(("others-not-visible", house.Id.ToString(), null), (told.Text("kind"), told.Text("id"), told.Text("usagerId")));
        var refusal = await BillingApi.RefusedAsync(await house.TryAsync("close", "2026-02"), HttpStatusCode.Conflict, "closing-refused");
        Assert.Empty(refusal["obstacles"]!.AsArray());
        Assert.Contains(Unseen, refusal.Text("detail"));
    }

    [Fact]
    public async Task What_takes_place_before_the_departure_or_after_the_return_is_asked_for_on_these_days_too()
    {
        var (house, resident, _) = await OpenAsync();
        await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00");
        var (before, after) = (await house.PlanAsync("2026-02-09 08:00", resident.Usager), await house.PlanAsync("2026-02-20 16:00", resident.Usager));
        foreach (var away in new[] { "2026-02-09 10:00", "2026-02-20 14:00" }) await house.PlanAsync(away, resident.Usager);
        await house.ConfirmAsync("2026-02");

        Assert.Equal([before.OccurrenceId.ToString(), after.OccurrenceId.ToString()], (await ObstaclesAsync(house)).ConvertAll(o => o.Text("id")));
    }

    private async Task<(HouseApi House, Resident Seen, Resident Hidden)> OpenAsync()
    {
        api.Clock.MoveTo(new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        return (house, await house.AdmitAsync(), await house.AdmitAsync());
    }

    private static async Task<List<JsonNode>> ObstaclesAsync(HouseApi house) => [.. (await house.GetAsync($"/establishments/{house.Id}/periods/2026-02/obstacles")).AsArray().Select(o => o!)];
}
