using System.Reflection;
using System.Text.RegularExpressions;
using Interop.Peers;
using Xunit;

namespace Interop.Rpc;

/// <summary>The table of the README and the traits of the tests say the same.</summary>
public sealed partial class RowTests
{
    private static readonly Type[] Classes = [.. typeof(RowTests).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false })];

    [Fact]
    public async Task Each_row_is_played_by_the_tests_it_names()
    {
        var table = await File.ReadAllTextAsync(Path.Combine(NodePackages.Folder, "README.md"), TestContext.Current.CancellationToken);
        var told = Line().Matches(table).SelectMany(line => Name().Matches(line.Groups["tests"].Value).Select(name => $"{line.Groups["row"]} {name.Groups[1]}"));

        Assert.Equal(Played().Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(1, 32), Line().Matches(table).Select(line => int.Parse(line.Groups["row"].ValueSpan)));
    }

    private static IEnumerable<string> Played() => Classes
        .SelectMany(type => type.GetMethods().Cast<MemberInfo>().Append(type).SelectMany(Rows).Select(row => $"{row} {type.Name}"))
        .Distinct();

    private static IEnumerable<string> Rows(MemberInfo member) =>
        member.GetCustomAttributes<TraitAttribute>().Where(trait => trait.Name == "Row").Select(trait => trait.Value);

    [GeneratedRegex(@"^\| (?<row>\d+) \|.*\| (?<tests>[^|]+) \|\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Name();
}
