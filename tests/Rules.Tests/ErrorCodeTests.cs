using System.Text.RegularExpressions;
using Xunit;

namespace Rules.Tests;

/// <summary>docs/errors.md lists every code that a caller can meet, and no other.</summary>
public sealed partial class ErrorCodeTests
{
    // Codes made from the decision's reason: DENY_OPPOSITION reads deny-opposition.
    private const string FromDecision = "services/Documents/Access/CareAccess.cs";

    [Fact]
    public void Every_code_is_explained() => Breaches.None(Thrown().Except(Listed(), StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_explained_code_exists() => Breaches.None(Listed().Except(Thrown(), StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void No_code_is_explained_twice() => Assert.Equal(Listed().Distinct(StringComparer.Ordinal), Listed());

    [Fact]
    public void A_code_is_written_where_it_is_thrown() => Breaches.None(
        Product().Where(file => file.Path != FromDecision && !file.Path.StartsWith("services/Platform/Problems/", StringComparison.Ordinal) && Computed().IsMatch(file.Text)).Select(file => file.Path));

    [Theory]
    [InlineData("throw new RuleBrokenException(\n    \"closed\", \"…\");", "closed")]
    [InlineData("private static BadInputException Stale() =>\n    new(\"login-stale\", \"…\");", "login-stale")]
    [InlineData("throw new DependencyDownException(\"sso\", \"…\");", "sso-unavailable")]
    [InlineData("Answer.Deny(\"DENY_PROFILE\", $\"…\", mayKnow: true, rule)", "deny-profile")]
    public void The_rule_finds_codes(string source, string code) => Assert.Equal([code], CodesIn(source));

    private static IEnumerable<SourceFile> Product() => Repository.Code("services", "gateway").Where(file => !file.Path.StartsWith("services/Sandbox/", StringComparison.Ordinal));

    private static List<string> Listed() => [.. Row().Matches(Repository.File("docs/errors.md").Text).Select(match => match.Groups["code"].Value)];

    private static HashSet<string> Thrown()
    {
        var platform = Repository.File("services/Platform/Problems/Refusals.cs").Text + Repository.File("services/Platform/Problems/StatusProblems.cs").Text;
        return [.. Product().SelectMany(file => CodesIn(file.Text)), .. Fixed().Matches(platform).Select(match => match.Groups[1].Value)];
    }

    private static IEnumerable<string> CodesIn(string source) =>
        Written().Matches(source).Select(match => match.Groups["kind"].Value == "DependencyDown" ? match.Groups["code"].Value + "-unavailable" : match.Groups["code"].Value)
            .Concat(Denied().Matches(source).Select(match => match.Groups[1].Value.ToLowerInvariant().Replace('_', '-')));

    [GeneratedRegex("""(?:new (?<kind>RuleBroken|BadInput|Forbidden|DependencyDown)Exception\(|\b(?<kind>RuleBroken|BadInput|Forbidden|DependencyDown)Exception\s+\w+\([^)]*\)\s*=>\s*new\()\s*"(?<code>[^"]+)""" + "\"")]
    private static partial Regex Written();

    [GeneratedRegex(@"new (RuleBroken|BadInput|Forbidden|DependencyDown)Exception\((?!\s*"")")]
    private static partial Regex Computed();

    [GeneratedRegex("""Deny\("(DENY_\w+)"[^\n]*mayKnow: true""")]
    private static partial Regex Denied();

    [GeneratedRegex("""(?:RefusalException\(\d+, |=> \()"([a-z][a-z-]+)", """)]
    private static partial Regex Fixed();

    [GeneratedRegex(@"^\| `(?<code>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
