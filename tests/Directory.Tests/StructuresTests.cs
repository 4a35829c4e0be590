using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

public sealed class StructuresTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_organisation_sees_its_establishments_and_their_units()
    {
        var houses = await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>("/establishments", Ct);

        Assert.Equal(["EHPAD La Roseraie du Lac", "EHPAD Les Saules Blancs", "IME Les Deux Chênes"], houses.EnumerateArray().Select(house => house.GetProperty("name").GetString()));
        Assert.Equal([84, 84, 60], houses.EnumerateArray().Select(house => house.GetProperty("places").GetInt32()));
        Assert.Equal(["500", "500", "183"], houses.EnumerateArray().Select(house => house.GetProperty("category").GetString()));
        Assert.Equal([4, 3, 3], houses.EnumerateArray().Select(house => house.GetProperty("units").GetArrayLength()));
    }

    [Fact]
    public async Task Another_organisation_does_not_find_them()
    {
        var reply = await api.As(Demo.Rivieres).GetAsync($"/establishments/{Demo.SaulesBlancs}", Ct);

        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        var problem = await reply.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("not-found", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Without_a_token_nothing_answers()
    {
        var reply = await api.Anonymous().GetAsync("/establishments", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Equal("not-signed-in", (await reply.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_missing_scope_is_refused_in_French()
    {
        var reply = await api.As(Demo.Brume, scopes: "identity:read").GetAsync("/establishments", Ct);

        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
        Assert.Contains("habilitation", (await reply.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_change_needs_the_version_that_was_read()
    {
        var admin = api.As(Demo.Brume, scopes: "directory:read directory:admin");
        var house = await admin.GetFromJsonAsync<JsonElement>($"/establishments/{Demo.RoseraieDuLac}", Ct);
        var change = JsonSerializer.SerializeToNode(house)!.AsObject();
        foreach (var name in new[] { "id", "version" }) change.Remove(name);

        var without = await admin.PutAsJsonAsync($"/establishments/{Demo.RoseraieDuLac}", change, Ct);
        using var stale = new HttpRequestMessage(HttpMethod.Put, $"/establishments/{Demo.RoseraieDuLac}") { Content = JsonContent.Create(change), Headers = { { "If-Match", "\"99\"" } } };
        var refused = await admin.SendAsync(stale, Ct);
        using var fresh = new HttpRequestMessage(HttpMethod.Put, $"/establishments/{Demo.RoseraieDuLac}") { Content = JsonContent.Create(change), Headers = { { "If-Match", $"\"{house.GetProperty("version").GetInt32()}\"" } } };
        var accepted = await admin.SendAsync(fresh, Ct);

        Assert.Equal(428, (int)without.StatusCode);
        Assert.Equal(412, (int)refused.StatusCode);
        Assert.Equal(200, (int)accepted.StatusCode);
    }

    [Fact]
    public async Task A_wrong_finess_changes_nothing()
    {
        var admin = api.As(Demo.Brume, scopes: "directory:read directory:admin");
        var id = Guid.CreateVersion7();

        var reply = await admin.PutAsJsonAsync($"/establishments/{id}", new
        {
            finess = "990000011", name = "Maison", sector = "SA17", places = 10, mailbox = "a@b.mssante.fr", address = new { line = "", postalCode = "", city = "", phone = "" }, units = Array.Empty<object>(),
        }, Ct);

        Assert.Equal("finess-invalid", (await reply.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/establishments/{id}", Ct)).StatusCode);
    }
}
