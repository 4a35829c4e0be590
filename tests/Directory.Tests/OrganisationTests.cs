using System.Net.Http.Json;
using System.Text.Json;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

public sealed class OrganisationTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("Seed", "S1-40")]
    [InlineData("E.H.P.A.D. les Saules-Blancs")]
    [InlineData("ehpad LES  SAULES BLANCS")]
    public async Task Two_spellings_of_a_house_lead_to_one_finess_number(string spelling)
    {
        var found = await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>($"/establishments?name={Uri.EscapeDataString(spelling)}", Ct);
        var twin = await api.Admin.PutAsJsonAsync($"/establishments/{Guid.CreateVersion7()}", House(spelling, "990000093"), Ct);

        Assert.Equal("990000028", Assert.Single(found.EnumerateArray()).GetProperty("finess").GetString());
        var problem = await DirectoryApi.ProblemAsync(twin);
        Assert.Equal((409, "establishment-known"), (problem.Status, problem.Code));
        Assert.Contains("990000028", problem.Detail);
    }

    [Fact]
    public async Task The_tree_goes_from_the_group_to_the_unit()
    {
        var tree = await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>("/organisation", Ct);

        Assert.Equal("Groupe Val de Brume", tree.GetProperty("group").GetString());
        var entity = tree.GetProperty("legalEntities").EnumerateArray().First(one => one.GetProperty("finess").GetString() == "990000010");
        var school = entity.GetProperty("establishments").EnumerateArray().Single(one => one.GetProperty("finess").GetString() == "990000077");
        Assert.Equal(["Tilleuls", "Noisetiers", "Internat"], school.GetProperty("units").EnumerateArray().Select(unit => unit.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_second_legal_entity_carries_its_own_houses()
    {
        var entity = Guid.CreateVersion7();
        var house = Guid.CreateVersion7();

        var registered = await api.Admin.PutAsJsonAsync($"/legal-entities/{entity}", new { finess = "990000101", name = "Association Brume Services", siren = "732829320" }, Ct);
        var opened = await api.Admin.PutAsJsonAsync($"/establishments/{house}", House("SESSAD des Brumes", "990000119", entity), Ct);
        var seen = await api.Lookup.GetEstablishmentAsync(new() { EstablishmentId = house.ToString() }, api.Service(Demo.Brume), cancellationToken: Ct);
        var tree = await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>("/organisation", Ct);
        var closed = await api.Admin.PostAsJsonAsync($"/establishments/{house}/close", new { closedOn = "2026-12-31" }, Ct);
        var gone = await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>("/establishments?finess=990000119", Ct);

        Assert.Equal((201, 201, 204), ((int)registered.StatusCode, (int)opened.StatusCode, (int)closed.StatusCode));
        Assert.Equal(("990000101", "Association Brume Services"), (seen.FinessEj, seen.LegalName));
        Assert.Equal("990000119", Assert.Single(tree.GetProperty("legalEntities").EnumerateArray().Single(one => one.GetProperty("id").GetGuid() == entity).GetProperty("establishments").EnumerateArray()).GetProperty("finess").GetString());
        Assert.Equal(0, gone.GetArrayLength());
    }

    [Fact]
    public async Task A_house_where_somebody_works_does_not_close_and_a_unit_in_use_stays()
    {
        var house = await api.Admin.GetFromJsonAsync<JsonElement>($"/establishments/{Demo.DeuxChenes}", Ct);
        var change = JsonSerializer.SerializeToNode(house)!.AsObject();
        foreach (var name in new[] { "id", "version" }) change.Remove(name);
        var school = Guid.Parse("01900000-0000-7000-8000-000000000e43");
        await api.SignAsync(await api.EnrolAsync("Bonnet", "Léo"), api.Clock.GetUtcNow().AddMinutes(-1), null, Demo.DeuxChenes, "Veilleur", "Cdi", school);
        change["units"]!.AsArray().RemoveAt(2);

        var closed = await api.Admin.PostAsJsonAsync($"/establishments/{Demo.DeuxChenes}/close", new { closedOn = "2026-12-31" }, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/establishments/{Demo.DeuxChenes}") { Content = JsonContent.Create(change), Headers = { { "If-Match", "\"1\"" } } };
        var shrunk = await api.Admin.SendAsync(request, Ct);

        Assert.Equal("staff-present", (await DirectoryApi.ProblemAsync(closed)).Code);
        Assert.Equal("unit-in-use", (await DirectoryApi.ProblemAsync(shrunk)).Code);
        Assert.Equal(3, (await api.Admin.GetFromJsonAsync<JsonElement>($"/establishments/{Demo.DeuxChenes}", Ct)).GetProperty("units").GetArrayLength());
    }

    [Fact]
    public async Task The_organisation_is_changed_by_an_administrator_who_read_it_last()
    {
        var change = new { name = "Association Les Trois Rivières", finessEj = "990000044", group = "Réseau des Rivières" };
        var admin = api.As(Demo.Rivieres, scopes: "directory:read directory:admin");

        var director = await api.Director.PutAsJsonAsync("/organisation", change, Ct);
        var without = await admin.PutAsJsonAsync("/organisation", change, Ct);
        var stale = await PutAsync(admin, change, 9);
        var done = await PutAsync(admin, change, 1);

        Assert.Equal((403, 428, 412, 200), ((int)director.StatusCode, (int)without.StatusCode, (int)stale.StatusCode, (int)done.StatusCode));
        Assert.Equal("Réseau des Rivières", (await api.As(Demo.Rivieres).GetFromJsonAsync<JsonElement>("/organisation", Ct)).GetProperty("group").GetString());
        Assert.Equal("Groupe Val de Brume", (await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>("/organisation", Ct)).GetProperty("group").GetString());
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient by, object body, int version) =>
        by.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/organisation") { Content = JsonContent.Create(body), Headers = { { "If-Match", $"\"{version}\"" } } }, Ct);

    private static object House(string name, string finess, Guid? entity = null) => new
    {
        finess, name, sector = "SA17", places = 10, mailbox = "a@b.mssante.fr", address = new { line = "", postalCode = "", city = "", phone = "" }, units = Array.Empty<object>(), legalEntityId = entity,
    };
}
