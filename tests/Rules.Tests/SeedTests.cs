using System.Text.RegularExpressions;
using Xunit;

namespace Rules.Tests;

public sealed partial class SeedTests
{
    [Fact]
    public void Tests_name_only_rows_that_exist()
    {
        var list = Path.Combine(Repository.Root, "..", "shared", "domain", "seed-requirements.md");
        Assert.SkipUnless(File.Exists(list), "The seed requirements are not beside this clone.");
        var rows = Row().Matches(File.ReadAllText(list)).Select(match => match.Groups["row"].Value).ToHashSet(StringComparer.Ordinal);

        var named = Repository.Code("tests").SelectMany(file => Tag().Matches(file.Text).Select(match => match.Groups["row"].Value)).Distinct(StringComparer.Ordinal);

        Breaches.None(named.Except(rows, StringComparer.Ordinal));
    }

    [GeneratedRegex("""^\|\s*(?<row>S\d+-\d+)\s*\|""", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("""Trait\("Seed", "(?<row>[^"]*)"\)""")]
    private static partial Regex Tag();
}
