using System.Net.Http.Json;
using System.Text.Json;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>Publishing changes the whole tenant: this class has a service of its own.</summary>
public sealed class MatrixWideningTests(ConsentApi api) : IClassFixture<ConsentApi>
{
    [Fact]
    public async Task What_a_version_widens_is_shown_to_who_approves_it_against_the_matrix_of_that_day()
    {
        var (doctor, director, dpo) = (Staff("medecin"), Staff("directeur"), api.Directory.Add(Demo.Brume, "dpo", null));
        async Task<Guid> ProposeAsync(params object[] cells) => await api.MakeAsync(doctor, "/matrices/ime/versions", new { cells, reason = "Une bonne raison", effectiveAt = api.Clock.GetUtcNow().AddMinutes(1) });
        var wide = await ProposeAsync(
            new { function = "chauffeur", category = "SOC", cell = "R" }, new { function = "moniteur-educateur", category = "AVQ", cell = "CRU:p" }, new { function = "enseignant", category = "EDU", cell = "R C" },
            new { function = "psychologue", category = "PSY", cell = "RV:o" }, new { function = "veilleur", category = "IDT", cell = "R:nd" });
        var other = await ProposeAsync(new { function = "infirmier-de-ville", category = "MED", cell = "R" });

        var found = (await TryAsync(doctor, wide)).GetProperty("widenings").EnumerateArray().Select(one => string.Join(' ', ((string[])["function", "category", "actions", "before", "after"]).Select(name => one.GetProperty(name).GetString())));
        await TryAsync(doctor, other);

        Assert.Equal(["chauffeur SOC R  R", "enseignant EDU R R@school C R C", "moniteur-educateur AVQ CRU CRU:pd CRU:p"], found);
        Assert.Equal(200, (await api.TryAsync(director, $"/matrices/versions/{wide}/approve")).Status);
        var shown = (await api.ReadAsync(dpo, "/matrices/ime/versions")).EnumerateArray().Single(one => one.GetProperty("id").GetGuid() == wide);
        Assert.Equal("Élargit 3 cases de la matrice.", shown.GetProperty("trial").GetProperty("widens").GetString());
        Assert.Equal(200, (await api.TryAsync(director, $"/matrices/versions/{other}/approve")).Status);
        Assert.Equal(200, (await api.TryAsync(dpo, $"/matrices/versions/{wide}/approve")).Status);
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        // The other one was tried against a matrix that is no longer in force: it would take back what the first gave.
        Assert.Equal((409, "matrix-simulation-stale"), await api.TryAsync(dpo, $"/matrices/versions/{other}/approve"));
        await TryAsync(doctor, other);
        Assert.Equal(200, (await api.TryAsync(dpo, $"/matrices/versions/{other}/approve")).Status);
        Assert.Equal(JsonValueKind.Null, (await api.ReadAsync(dpo, "/matrices/ime/versions")).EnumerateArray().Single(one => one.GetProperty("id").GetGuid() == other).GetProperty("publishedAt").ValueKind);
        Assert.Equal(200, (await api.TryAsync(director, $"/matrices/versions/{other}/approve")).Status);
    }

    private Guid Staff(string function) => api.Directory.Add(Demo.Brume, function, Demo.SaulesBlancs);

    private async Task<JsonElement> TryAsync(Guid situation, Guid version)
    {
        var reply = await api.As(Demo.Brume, situation).PostAsync($"/matrices/versions/{version}/simulation", null, TestContext.Current.CancellationToken);
        return await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
