using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Directory;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

/// <summary>Who moves loses the old rights with the new ones; who is away is told to plannings, without what for.</summary>
public sealed class MovesTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    private static readonly Guid Rivage = Guid.Parse("01900000-0000-7000-8000-000000000a11"), Prairie = Guid.Parse("01900000-0000-7000-8000-000000000a12");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_unit_of_the_house_changes_the_situation_in_place()
    {
        var (_, situation) = await ArriveAsync("Hamon", Rivage);

        var moved = await api.Director.PostAsJsonAsync($"/situations/{situation}/move", new { unitIds = new[] { Prairie } }, Ct);
        var now = await api.Lookup.GetSituationAsync(new() { SituationId = situation.ToString() }, api.Service(), cancellationToken: Ct);

        Assert.Equal(situation, (await moved.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid());
        Assert.Equal([Prairie.ToString()], now.UnitIds);
        Assert.Equal(["Prairie"], now.UnitNames);
        await api.WaitForOneAsync(StaffMoved.Topic, fact => fact.As<StaffMoved>().SituationId == situation);
    }

    [Fact]
    public async Task Another_house_ends_the_situation_at_once_unless_an_overlap_was_asked_for()
    {
        var (_, plain) = await ArriveAsync("Imbert", Rivage);
        var (_, gentle) = await ArriveAsync("Jolly", Rivage);
        var there = new { unitIds = Array.Empty<Guid>(), establishmentId = Demo.RoseraieDuLac };

        var refused = await api.Director.PostAsJsonAsync($"/situations/{plain}/move", there, Ct);
        var moved = (await (await api.Admin.PostAsJsonAsync($"/situations/{plain}/move", there, Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        var tooLong = await api.Admin.PostAsJsonAsync($"/situations/{gentle}/move", new { there.unitIds, there.establishmentId, overlapHours = 49 }, Ct);
        var overlapping = await api.Admin.PostAsJsonAsync($"/situations/{gentle}/move", new { there.unitIds, there.establishmentId, overlapHours = 48 }, Ct);

        Assert.Equal("staff-elsewhere", (await DirectoryApi.ProblemAsync(refused)).Code);
        Assert.Equal((false, true), (await api.ActiveAsync(plain), await api.ActiveAsync(moved)));
        Assert.Equal("overlap-too-long", (await DirectoryApi.ProblemAsync(tooLong)).Code);
        Assert.Equal((200, true), ((int)overlapping.StatusCode, await api.ActiveAsync(gentle)));
        api.Clock.Advance(TimeSpan.FromHours(48) + TimeSpan.FromSeconds(1));
        Assert.Equal((false, true), (await api.ActiveAsync(gentle), await api.ActiveAsync(moved)));
    }

    [Fact]
    public async Task An_absence_is_told_with_its_dates_corrected_by_versions_and_called_off()
    {
        var (person, situation) = await ArriveAsync("Kerval", Rivage);
        var now = api.Now;
        var facts = new { kind = "Sickness", startsAt = now.AddHours(-1), endsAt = now.AddDays(3) };

        var announced = await api.Director.PostAsJsonAsync($"/professionals/{person}/absences", facts, Ct);
        var id = (await announced.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        var overlap = await api.Director.PostAsJsonAsync($"/professionals/{person}/absences", facts with { kind = "Leave" }, Ct);
        var away = await api.Lookup.GetSituationAsync(new() { SituationId = situation.ToString() }, api.Service(), cancellationToken: Ct);
        var stale = await PutAsync(id, facts with { endsAt = now.AddDays(5) }, 9);
        var corrected = await PutAsync(id, facts with { endsAt = now.AddDays(5) }, 1);
        var cancelled = await api.Director.PostAsync($"/absences/{id}/cancel", null, Ct);
        var twice = await api.Director.PostAsync($"/absences/{id}/cancel", null, Ct);
        var told = await api.WaitForAsync(StaffAbsent.Topic, fact => fact.As<StaffAbsent>() is { Cancelled: true } absent && absent.AbsenceId == id);

        Assert.Equal((201, 412, 200, 204), ((int)announced.StatusCode, (int)stale.StatusCode, (int)corrected.StatusCode, (int)cancelled.StatusCode));
        Assert.Equal("absence-overlap", (await DirectoryApi.ProblemAsync(overlap)).Code);
        Assert.Equal("absence-cancelled", (await DirectoryApi.ProblemAsync(twice)).Code);
        Assert.True(away is { Absent: true, Active: true });
        Assert.Equal([situation], told.As<StaffAbsent>().SituationIds);
        var versions = api.Published.Where(fact => fact.Topic == StaffAbsent.Topic && fact.As<StaffAbsent>().AbsenceId == id).Select(fact => fact.As<StaffAbsent>().Version);
        Assert.Equal([1, 2, 3], versions.Order());
        Assert.DoesNotContain("Sickness", JsonSerializer.Serialize(told.As<StaffAbsent>()));
    }

    [Fact]
    public async Task What_somebody_is_away_for_is_seen_by_who_manages_them_alone()
    {
        var (person, _) = await ArriveAsync("Lemoal", Rivage);
        var now = api.Now;
        await api.Director.PostAsJsonAsync($"/professionals/{person}/absences", new { kind = "Sickness", startsAt = now, endsAt = now.AddDays(1) }, Ct);

        var director = await api.Director.GetFromJsonAsync<JsonElement>($"/professionals/{person}/absences", Ct);
        var otherHouse = await api.As(Demo.Brume, Demo.Renaud).GetAsync($"/professionals/{person}/absences", Ct);
        var colleague = await api.As(Demo.Brume).GetAsync($"/professionals/{person}/absences", Ct);
        var stranger = await api.As(Demo.Rivieres, scopes: "directory:read directory:write directory:admin").GetAsync($"/professionals/{person}/absences", Ct);

        Assert.Equal(1, director.GetArrayLength());
        Assert.Equal((404, 403, 404), ((int)otherHouse.StatusCode, (int)colleague.StatusCode, (int)stranger.StatusCode));
    }

    private async Task<(Guid Person, Guid Situation)> ArriveAsync(string family, params Guid[] units)
    {
        var person = await api.EnrolAsync(family, "Camille");
        var contract = await api.SignAsync(person, api.Now.AddMinutes(-1), null, Demo.SaulesBlancs, kind: "Cdi", units: units);
        return (person, contract.GetProperty("situations")[0].GetProperty("id").GetGuid());
    }

    private Task<HttpResponseMessage> PutAsync(Guid id, object body, int version) =>
        api.Director.SendAsync(new HttpRequestMessage(HttpMethod.Put, $"/absences/{id}") { Content = JsonContent.Create(body), Headers = { { "If-Match", $"\"{version}\"" } } }, Ct);
}
