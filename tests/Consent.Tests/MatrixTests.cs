using System.Text.Json;
using Consent.Matrices;
using Contracts.Consent;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>Every cell of both default matrices, by the wire: what it allows, and what it does not.</summary>
public sealed class MatrixTests(ConsentApi api) : IClassFixture<ConsentApi>
{
    private static readonly string[] Actions = ["C", "R", "U", "V", "S", "X"];
    private static readonly string[] Accounts = ["famille", "usager", "representant", "representant-biens", "parent"];

    // Every action on the whole category, and reading three parts of it.
    private static readonly (string Aspect, string Action)[] Asked = [.. Actions.Select(action => ("", action)), ("alerts", "R"), ("synthesis", "R"), ("raw-notes", "R")];

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var kind in new[] { "ehpad", "ime" }) foreach (var function in Sheet(kind).Keys) rows.Add(kind, function);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_cell_allows_what_it_says_and_nothing_else(string kind, string function)
    {
        var house = kind == "ime" ? Demo.DeuxChenes : Demo.SaulesBlancs;
        var resident = await api.ResidentAsync(Demo.Brume, house, born: kind == "ime" && function == "parent" ? "2015-04-02" : "1936-06-21");
        var ask = await AskerAsync(function, house, resident);
        var cells = Sheet(kind)[function];
        var (allowed, denied) = (0, 0);

        foreach (var category in Matrix.Categories)
            await Parallel.ForEachAsync(Asked, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (cell, _) =>
            {
                var decision = await ask(category, cell.Action, cell.Aspect);
                var expected = Says(cells.GetValueOrDefault(category) ?? "", cell.Action[0], cell.Aspect);
                Assert.True(expected == decision.Allowed, $"{kind} {function} {category} {cell.Action} {cell.Aspect}: {decision.ReasonCode} {decision.Explanation}");
                Assert.NotEmpty(decision.Explanation);
                Interlocked.Increment(ref expected ? ref allowed : ref denied);
                if (expected) Assert.Contains($"{kind.ToUpperInvariant()}-{function}-{category}", decision.RuleIds);
                else Assert.Contains(decision.ReasonCode, (string[])["DENY_PROFILE", "DENY_CONSENT"]);
            });

        Assert.True(denied > 0);
        Assert.Equal(cells.Count == 0, allowed == 0);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_cell_for_persons_in_charge_is_closed_to_a_mission_over_the_whole_organisation(string kind, string function)
    {
        var house = kind == "ime" ? Demo.DeuxChenes : Demo.SaulesBlancs;
        var cells = Sheet(kind)[function].Where(cell => cell.Value.Split(' ')[0].Split(':') is [_, var marks] && marks.Split('@')[0].Contains('p', StringComparison.Ordinal)).ToList();
        if (Accounts.Contains(function) || function == "medecin-traitant" || cells.Count == 0) return;
        var (inside, everywhere) = (api.Directory.Add(Demo.Brume, function, house), api.Directory.Add(Demo.Brume, function, null));
        var resident = await api.ResidentAsync(Demo.Brume, house);

        foreach (var (category, cell) in cells)
        {
            Assert.True((await api.AskAsync(Demo.Brume, inside, resident, category, cell[..1])).Allowed);
            Assert.Equal("DENY_PROFILE", (await api.AskAsync(Demo.Brume, everywhere, resident, category, cell[..1])).ReasonCode);
        }
    }

    [Theory]
    [InlineData("ehpad", "ide", "MED", "R", true)]
    [InlineData("ehpad", "ide", "MED", "V", false)]
    [InlineData("ehpad", "aide-soignant", "MED", "R", false)]
    [InlineData("ehpad", "medecin-coordonnateur", "MED", "V", true)]
    [InlineData("ehpad", "animateur", "MED", "R", false)]
    [InlineData("ehpad", "referent-facturation", "SOI", "R", false)]
    [InlineData("ehpad", "referent-facturation", "FIN", "X", true)]
    [InlineData("ehpad", "editeur", "FIN", "R", true)]
    [InlineData("ime", "editeur", "FIN", "R", true)]
    [InlineData("ehpad", "editeur", "FIN", "V", false)]
    [InlineData("ehpad", "editeur", "FIN", "X", false)]
    [InlineData("ehpad", "editeur", "MED", "R", false)]
    [InlineData("ehpad", "secretaire-admission", "IDT", "C", true)]
    [InlineData("ehpad", "directeur", "MED", "R", false)]
    [InlineData("ehpad", "referent-identitovigilance", "IDT", "V", true)]
    [InlineData("ehpad", "dpo", "IDT", "R", false)]
    [InlineData("ehpad", "admin-technique", "MED", "R", false)]
    [InlineData("ehpad", "veilleur", "MED", "R", false)]
    [InlineData("ehpad", "ide-de-nuit", "MED", "R", true)]
    [InlineData("ehpad", "educateur-specialise", "EDU", "R", false)]
    [InlineData("ime", "educateur-specialise", "EDU", "V", true)]
    [InlineData("ime", "educateur-specialise", "MED", "R", false)]
    [InlineData("ime", "moniteur-educateur", "EDU", "C", true)]
    [InlineData("ime", "moniteur-educateur", "EDU", "U", false)]
    [InlineData("ime", "enseignant", "SOC", "R", false)]
    [InlineData("ime", "assistant-social", "SOC", "V", true)]
    [InlineData("ime", "chef-de-service", "PSY", "R", true)]
    [InlineData("ime", "chauffeur", "AGE", "R", true)]
    [InlineData("ime", "chauffeur", "EDU", "R", false)]
    [InlineData("ime", "ide", "MED", "C", false)]
    [InlineData("ime", "medecin", "MED", "S", true)]
    public async Task The_matrix_says_what_the_sheet_says(string kind, string function, string category, string action, bool allowed)
    {
        var house = kind == "ime" ? Demo.DeuxChenes : Demo.SaulesBlancs;
        var situation = api.Directory.Add(Demo.Brume, function, house);
        var resident = await api.ResidentAsync(Demo.Brume, house);

        Assert.Equal(allowed, (await api.AskAsync(Demo.Brume, situation, resident, category, action)).Allowed);
    }

    /// <summary>Somebody of the function, or an account of that standing, with every relation the cells suppose.</summary>
    private async Task<Func<string, string, string, Task<Decision>>> AskerAsync(string function, Guid house, Guid resident)
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", house);
        if (Accounts.Contains(function))
        {
            var account = await OpenAccountAsync(function, house, nurse, resident);
            return (category, action, aspect) => api.AskAsAccountAsync(account, resident, category, action, more: request => request.Aspect = aspect);
        }
        var situation = api.Directory.Add(Demo.Brume, function, function is "medecin-traitant" or "equipe-mobile" ? null : house);
        if (function == "medecin-traitant") await api.MakeAsync(nurse, $"/usagers/{resident}/care-circle", new { role = "MT", name = "Dr F.", situationId = situation, teamCase = "b" });
        if (function == "equipe-mobile") await Sharing.MissionAsync(api, nurse, situation, resident);
        if (function == "equipe-mobile" && house == Demo.DeuxChenes) await Sharing.AgreeAsync(api, house, resident, situation, ["MED", "EDU", "PPA"]);
        return (category, action, aspect) => api.AskAsync(Demo.Brume, situation, resident, category, action, more: request => (request.Aspect, request.Duty) = (aspect, "on"));
    }

    private async Task<string> OpenAccountAsync(string row, Guid house, Guid nurse, Guid resident)
    {
        var account = $"account-{Guid.NewGuid():N}";
        var measure = row switch
        {
            "representant" => await Sharing.MeasureAsync(api, house, resident, "Both", "Represent"),
            "representant-biens" => await Sharing.MeasureAsync(api, house, resident, "Goods", "Represent"),
            _ => (Guid?)null,
        };
        var holder = row switch { "famille" => "Relative", "usager" => "Person", "parent" => "Parent", _ => "Representative" };
        await api.GrantAsync(nurse, resident, account, holder, holder == "Person" ? 3 : 2, measure);
        return account;
    }

    private static bool Says(string cell, char action, string aspect) => cell.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(entry =>
    {
        var actions = entry.Split(':', '@', '=')[0];
        var view = entry.Split('@', '=') is [_, var named] ? named : null;
        return actions.Contains(action) && (view is null || aspect == view || (aspect.Length == 0 && entry.Contains('@')));
    });

    private static Dictionary<string, Dictionary<string, string>> Sheet(string kind)
    {
        var own = Read(kind);
        return kind == "ehpad" ? own : own.Concat(Read("ehpad").Where(row => !own.ContainsKey(row.Key))).ToDictionary();
    }

    private static Dictionary<string, Dictionary<string, string>> Read(string kind)
    {
        using var file = typeof(Program).Assembly.GetManifestResourceStream($"Consent.Matrices.matrix-{kind}.json")!;
        return JsonDocument.Parse(file).RootElement.GetProperty("rows").Deserialize<Dictionary<string, Dictionary<string, string>>>()!;
    }
}
