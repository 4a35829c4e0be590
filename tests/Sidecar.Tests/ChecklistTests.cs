using System.Globalization;
using System.Reflection;

namespace Sidecar.Tests;

/// <summary>Every row of the checklist in the README that is about publishing and subscribing is played by a test.</summary>
public sealed class ChecklistTests
{
    [Fact]
    public void No_row_is_without_a_test()
    {
        var played = typeof(ChecklistTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods()).SelectMany(method => method.GetCustomAttributes<TraitAttribute>())
            .Where(trait => trait.Name == "Row").Select(trait => int.Parse(trait.Value, CultureInfo.InvariantCulture));

        Assert.Equal([.. Enumerable.Range(1, 31), 40], played.Distinct().Order());
    }
}
