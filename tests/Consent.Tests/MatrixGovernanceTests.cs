using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Consent;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>Publishing changes the whole tenant: this class has a service of its own.</summary>
public sealed class MatrixGovernanceTests(ConsentApi api) : IClassFixture<ConsentApi>
{
    private static readonly object[] NoNotesForNurses = [new { function = "ide", category = "PSY", cell = "" }];

    [Fact]
    [Trait("Seed", "S1-47")]
    [Trait("Seed", "S1-21")]
    public async Task C13_A_change_is_tried_on_the_last_month_seen_by_two_others_and_then_in_force_on_its_day()
    {
        var (doctor, director, dpo, admin) = (Staff("medecin-coordonnateur"), Staff("directeur"), api.Directory.Add(Demo.Brume, "dpo", null), Staff("admin-technique"));
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var nurses = Enumerable.Range(0, 7).Select(_ => Staff("ide")).ToList();
        foreach (var nurse in nurses) for (var i = 0; i < 6; i++) Assert.True((await api.AskAsync(Demo.Brume, nurse, resident, "PSY", "R")).Allowed);
        var who = await api.ReadAsync(doctor, "/matrices/ehpad/who?category=PSY");
        Assert.Contains("ide", who.EnumerateArray().Select(line => line.GetProperty("function").GetString()));

        object Proposal(object[] cells) => new { cells, reason = "Les synthèses suffisent en réunion", effectiveAt = api.Clock.GetUtcNow().AddDays(2) };
        Assert.Equal((403, "matrix-responsible"), await api.TryAsync(admin, "/matrices/ehpad/versions", Proposal([new { function = "admin-technique", category = "MED", cell = "R" }])));
        var version = await api.MakeAsync(doctor, "/matrices/ehpad/versions", Proposal(NoNotesForNurses));

        var approve = $"/matrices/versions/{version}/approve";
        Assert.Equal((409, "matrix-not-simulated"), await api.TryAsync(director, approve));
        var trial = await TryAsync(doctor, version);
        Assert.Equal("Refuserait 42 lectures de 7 personnes sur les 30 derniers jours.", trial.GetProperty("summary").GetString());
        Assert.Equal((42, 7), (trial.GetProperty("refusedReads").GetInt32(), trial.GetProperty("professionals").GetInt32()));
        var diff = (await api.ReadAsync(doctor, $"/matrices/versions/{version}/diff")).EnumerateArray().Single();
        Assert.Equal(("ide", "PSY", "R@synthesis", ""), (diff.GetProperty("function").GetString(), diff.GetProperty("category").GetString(), diff.GetProperty("before").GetString(), diff.GetProperty("after").GetString()));

        Assert.Equal(("N'élargit aucun droit.", 0), (trial.GetProperty("widens").GetString(), trial.GetProperty("widenings").GetArrayLength()));
        Assert.Equal((403, "matrix-own-approval"), await api.TryAsync(doctor, approve));
        Assert.Equal((403, "matrix-responsible"), await api.TryAsync(admin, approve));
        Assert.Equal((401, "step-up-required"), await api.TryAsync(director, approve, authTime: api.Clock.GetUtcNow().AddHours(-1)));
        Assert.Equal(200, (await api.TryAsync(director, approve)).Status);
        Assert.Equal((409, "matrix-approved-twice"), await api.TryAsync(director, approve));
        Assert.DoesNotContain(api.Published, fact => fact.Topic == MatrixPublished.Topic);
        Assert.Equal(200, (await api.TryAsync(dpo, approve)).Status);
        Assert.Equal((409, "matrix-published"), await api.TryAsync(Staff("chef-de-service"), approve));
        Assert.Equal(1, (await api.WaitForOneAsync(MatrixPublished.Topic)).As<MatrixPublished>().Number);

        Assert.True((await api.AskAsync(Demo.Brume, nurses[0], resident, "PSY", "R")).Allowed);
        api.Clock.Advance(TimeSpan.FromDays(2));
        var refused = await api.AskAsync(Demo.Brume, nurses[0], resident, "PSY", "R");
        Assert.Equal("DENY_PROFILE", refused.ReasonCode);
        Assert.Contains("EHPAD.1-ide-SOI", (await api.AskAsync(Demo.Brume, nurses[0], resident, "SOI", "R")).RuleIds);
        Assert.DoesNotContain("ide", (await api.ReadAsync(doctor, "/matrices/ehpad/who?category=PSY")).EnumerateArray().Select(line => line.GetProperty("function").GetString()));
        Assert.Equal(1, (await api.ReadAsync(doctor, "/matrices/ehpad")).GetProperty("number").GetInt32());
        Assert.Equal(0, (await api.ReadAsync(doctor, "/matrices/ime")).GetProperty("number").GetInt32());
    }

    [Theory]
    [InlineData("ide", "MED", "Q", "cell-unreadable")]
    [InlineData("ide", "MED", "R:zz", "cell-unreadable")]
    [InlineData("ide", "ABC", "R", "category-unknown")]
    [InlineData("IDE!", "MED", "R", "invalid-input")]
    public async Task An_unreadable_change_is_refused_and_proposes_nothing(string function, string category, string cell, string code)
    {
        var doctor = Staff("medecin-coordonnateur");
        var before = (await api.ReadAsync(doctor, "/matrices/ime/versions")).GetArrayLength();

        var refusal = await api.TryAsync(doctor, "/matrices/ime/versions", new { cells = new[] { new { function, category, cell } }, reason = "Une bonne raison", effectiveAt = api.Clock.GetUtcNow().AddDays(1) });

        Assert.Equal((400, code), refusal);
        Assert.Equal((400, "matrix-date"), await api.TryAsync(doctor, "/matrices/ime/versions", new { cells = new[] { new { function = "ide", category = "MED", cell = "R" } }, reason = "Une bonne raison", effectiveAt = api.Clock.GetUtcNow().AddDays(-1) }));
        Assert.Equal(404, (await api.TryAsync(doctor, "/matrices/usine/versions", new { cells = new[] { new { function = "ide", category = "MED", cell = "R" } }, reason = "Une bonne raison", effectiveAt = api.Clock.GetUtcNow().AddDays(1) })).Status);
        Assert.Equal(before, (await api.ReadAsync(doctor, "/matrices/ime/versions")).GetArrayLength());
    }

    private Guid Staff(string function) => api.Directory.Add(Demo.Brume, function, Demo.SaulesBlancs);

    private async Task<JsonElement> TryAsync(Guid situation, Guid version)
    {
        var reply = await api.As(Demo.Brume, situation).PostAsync($"/matrices/versions/{version}/simulation", null, TestContext.Current.CancellationToken);
        return await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
