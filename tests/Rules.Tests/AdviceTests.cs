using System.Text.RegularExpressions;
using Xunit;

namespace Rules.Tests;

/// <summary>A refusal tells whoever reads it what to do next: its sentence holds an imperative.</summary>
public sealed partial class AdviceTests
{
    private static readonly string[] Held = ["services/Documents", "services/Messaging", "services/Identity", "services/Directory"];

    [Fact]
    public void A_refusal_says_what_to_do_next() => Breaches.None(
        Repository.Code(Held).SelectMany(file => Written().Matches(file.Text).Where(match => !Advises(match.Groups["sentence"].Value)).Select(match => $"{file.Path}: {match.Groups["sentence"].Value}")));

    [Theory]
    [InlineData("new RuleBrokenException(\"proof-withdrawn\", \"Cette pièce a déjà été retirée.\")", false)]
    [InlineData("new RuleBrokenException(\"proof-withdrawn\", \"Cette pièce a déjà été retirée. Rafraîchissez la liste.\")", true)]
    [InlineData("new BadInputException(\"x\", $\"Dix au plus ({Most}) : faites-en deux.\")", true)]
    [InlineData("new RuleBrokenException(\"thread-open\", \"Cette conversation est déjà ouverte : vous pouvez y écrire.\")", false)]
    [InlineData("new ForbiddenException(\n    \"x\", \"C'est réservé au nez.\")", false)]
    public void The_rule_tells_advice_from_a_bare_refusal(string source, bool advises) => Assert.Equal(advises, Advises(Assert.Single(Written().Matches(source)).Groups["sentence"].Value));

    private static bool Advises(string sentence) => Imperative().IsMatch(sentence);

    // A sentence that ends in a value, or is joined to one, gives its advice there.
    [GeneratedRegex("""new (?:RuleBroken|BadInput|Forbidden)Exception\(\s*"[a-z0-9-]+",\s*\$?"(?<sentence>(?:[^"\\{]|\{[^"}]*\})*[^"\\}])"\s*\)""")]
    private static partial Regex Written();

    [GeneratedRegex(@"(?<!vous |vous ne |vous n'|vous y )\b(?!nez\b|chez\b|assez\b|rendez\b)\w+ez\b|\b(?:faites|dites)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Imperative();
}
