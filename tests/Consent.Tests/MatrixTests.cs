using System.Text.Json;
using Consent.Matrices;
using Consent.Tests.Habilitations;
using Contracts.Consent;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>Every cell of both tables of the sheet, by the wire: what it allows, and what it does not.</summary>
public sealed class MatrixTests(ConsentApi api) : IClassFixture<ConsentApi>
{
    private static readonly string[] Actions = ["C", "R", "U", "V", "S", "X"];
    private static readonly string[] Accounts = ["famille", "usager", "representant", "representant-biens", "parent"];
    private static readonly string[] Offices = ["directeur", "secretaire-admission", "referent-facturation", "referent-identitovigilance", "dpo", "admin-technique", "editeur"];

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var kind in new[] { "ehpad", "ime" }) foreach (var function in SheetTable.Of(kind).Keys) rows.Add(kind, function);
            return rows;
        }
    }

    [Theory]
    [InlineData("ehpad")]
    [InlineData("ime")]
    public void The_service_holds_the_cells_of_the_sheet_and_no_other(string kind)
    {
        using var file = typeof(Program).Assembly.GetManifestResourceStream($"Consent.Matrices.matrix-{kind}.json")!;
        var held = JsonDocument.Parse(file).RootElement.GetProperty("rows").Deserialize<Dictionary<string, Dictionary<string, string>>>()!;
        if (kind == "ime") using (var under = typeof(Program).Assembly.GetManifestResourceStream("Consent.Matrices.matrix-ehpad.json")!)
            foreach (var (function, row) in JsonDocument.Parse(under).RootElement.GetProperty("rows").Deserialize<Dictionary<string, Dictionary<string, string>>>()!) held.TryAdd(function, row);

        var expected = SheetTable.Of(kind).SelectMany(row => row.Value.Select(cell => $"{row.Key} {cell.Key} {string.Join(' ', cell.Value.Select(entry => entry.AsHeld()).Order())}"));
        var found = held.SelectMany(row => row.Value.Select(cell => $"{row.Key} {cell.Key} {string.Join(' ', cell.Value.Split(' ').Select(SheetEntry.Held).Order())}"));

        Assert.Equal(expected.Order(), found.Order());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_cell_allows_what_the_sheet_says_and_nothing_else(string kind, string function)
    {
        var house = kind == "ime" ? Demo.DeuxChenes : Demo.SaulesBlancs;
        var resident = await api.ResidentAsync(Demo.Brume, house, born: kind == "ime" && function == "parent" ? "2015-04-02" : "1936-06-21");
        var ask = await AskerAsync(function, house, resident);
        var cells = SheetTable.Of(kind)[function];

        await Parallel.ForEachAsync(Matrix.Categories, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (category, _) =>
        {
            var cell = cells.GetValueOrDefault(category) ?? [];
            var (allowed, denied) = (0, 0);
            foreach (var (part, action) in Questions(cell))
            {
                var decision = await ask(category, action, part, "on");
                var expected = cell.Any(entry => entry.Gives(action[0], part));
                Assert.True(expected == decision.Allowed, $"{kind} {function} {category} {action} {part}: {decision.ReasonCode} {decision.Explanation}");
                Assert.NotEmpty(decision.Explanation);
                if (expected) Assert.Contains($"{kind.ToUpperInvariant()}-{function}-{category}", decision.RuleIds);
                else Assert.Contains(decision.ReasonCode, (string[])["DENY_PROFILE", "DENY_CONSENT"]);
                if (expected) allowed++; else denied++;
            }
            Assert.True(denied > 0 && (cell.Length == 0 || allowed > 0), $"{kind} {function} {category}: {allowed} allowed, {denied} denied");

            foreach (var entry in cell.Where(entry => entry.Marks.Contains('d')))
                Assert.Equal("DENY_CONTEXT", (await ask(category, entry.Actions[..1], entry.Part, "off")).ReasonCode);
        });
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Who_has_no_house_knows_nobody_unless_an_office_of_the_whole_organisation(string kind, string function)
    {
        if (Accounts.Contains(function)) return;
        var everywhere = api.Directory.Add(Demo.Brume, function, null);
        var resident = await api.ResidentAsync(Demo.Brume, kind == "ime" ? Demo.DeuxChenes : Demo.SaulesBlancs);

        foreach (var (category, cell) in SheetTable.Of(kind)[function])
        {
            var decision = await api.AskAsync(Demo.Brume, everywhere, resident, category, cell[0].Actions[..1], more: r => r.Aspect = cell[0].Part);
            Assert.Equal(Offices.Contains(function) ? (true, "ALLOW", "organisation") : (false, "DENY_RELATION", ""), (decision.Allowed, decision.ReasonCode, decision.Relation));
        }
    }

    // Every action on all of the category, and reading and writing each part that it or its neighbours name.
    private static IEnumerable<(string Part, string Action)> Questions(SheetEntry[] cell) =>
        Actions.Select(action => ("", action)).Concat(cell.Select(entry => entry.Part).Where(part => part.Length > 0).Concat(["alerts", "synthesis", "raw-notes", "consents"]).Distinct().SelectMany(part => new[] { (part, "R"), (part, "C") }));

    /// <summary>Somebody of the function, or an account of that standing, with every relation the cells suppose.</summary>
    private async Task<Func<string, string, string, string, Task<Decision>>> AskerAsync(string function, Guid house, Guid resident)
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", house);
        if (Accounts.Contains(function))
        {
            var account = await OpenAccountAsync(function, house, nurse, resident);
            return (category, action, aspect, _) => api.AskAsAccountAsync(account, resident, category, action, function == "usager" ? "person" : "relative", request => request.Aspect = aspect);
        }
        var situation = api.Directory.Add(Demo.Brume, function, function is "medecin-traitant" or "equipe-mobile" ? null : house);
        if (function == "medecin-traitant") await api.MakeAsync(nurse, $"/usagers/{resident}/care-circle", new { role = "MT", name = "Dr F.", situationId = situation, teamCase = "b" });
        if (function == "equipe-mobile") await Sharing.MissionAsync(api, nurse, situation, resident);
        if (function == "equipe-mobile" && house == Demo.DeuxChenes) await Sharing.AgreeAsync(api, house, resident, situation, ["MED", "EDU", "PPA"]);
        return (category, action, aspect, duty) => api.AskAsync(Demo.Brume, situation, resident, category, action, more: request => (request.Aspect, request.Duty) = (aspect, duty));
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
}
