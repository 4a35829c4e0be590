using Consent.Deciding;
using Testing;
using Xunit;

namespace Consent.Tests;

public sealed class MatrixTests(ConsentApi api) : IClassFixture<ConsentApi>
{
    private static readonly string[] Actions = ["C", "R", "U", "V", "S", "X"];
    private static readonly string[] Categories = ["IDT", "ADM", "FIN", "JUR", "MED", "SOI", "AVQ", "PSY", "PPA", "AGE", "SOC", "EVT", "DMP", "MSG", "TEL", "LOG"];

    public static TheoryData<string> Functions => [.. Matrix.Default().Cells.Select(cell => cell.Function).Distinct()];

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Every_cell_of_the_EHPAD_matrix_allows_what_it_says_and_nothing_else(string function)
    {
        var situation = api.Directory.Add(Demo.Brume, function, Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var matrix = Matrix.Default();

        foreach (var category in Categories)
            foreach (var action in Actions)
            {
                var decision = await api.AskAsync(Demo.Brume, situation, resident, category, action);
                var expected = matrix.Find(function, category)?.Actions.Contains(action, StringComparison.Ordinal) == true;
                Assert.True(expected == decision.Allowed, $"{function} {category} {action}: {decision.ReasonCode}");
                Assert.NotEmpty(decision.Explanation);
                if (!expected) Assert.Equal("DENY_PROFILE", decision.ReasonCode);
            }
    }

    [Theory]
    [InlineData("ide", "MED", "R", true)]
    [InlineData("ide", "MED", "V", false)]
    [InlineData("aide-soignant", "MED", "R", false)]
    [InlineData("medecin-coordonnateur", "MED", "V", true)]
    [InlineData("animateur", "MED", "R", false)]
    [InlineData("referent-facturation", "SOI", "R", false)]
    [InlineData("secretaire-admission", "IDT", "C", true)]
    [InlineData("directeur", "MED", "R", false)]
    [InlineData("referent-identitovigilance", "IDT", "V", true)]
    [InlineData("dpo", "IDT", "R", false)]
    public async Task The_matrix_says_what_the_sheet_says(string function, string category, string action, bool allowed)
    {
        var situation = api.Directory.Add(Demo.Brume, function, Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);

        Assert.Equal(allowed, (await api.AskAsync(Demo.Brume, situation, resident, category, action)).Allowed);
    }
}
