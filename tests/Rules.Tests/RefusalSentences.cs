using System.Text.RegularExpressions;

namespace Rules.Tests;

/// <summary>What the refusals of a source say to whoever reads them.</summary>
internal static partial class RefusalSentences
{
    private static readonly string[] Comma = [","], Choice = [" ?? ", " ? ", " : "], Statement = [";"];

    /// <summary>Each sentence of a refusal; of one that is made elsewhere, or that ends in a value, the expression that fetches it.</summary>
    public static IEnumerable<(string Words, bool Written)> In(string source)
    {
        var masked = CSharpMask.Of(source);
        foreach (Match opening in Opening().Matches(masked))
        {
            var arguments = Parts(masked, opening.Index + opening.Length, Comma).FindAll(part => !Number().IsMatch(masked[part]));
            if (opening.Value == "Note(" && !arguments.Exists(part => masked[part].Contains("blocking: true"))) continue;   // told, and nothing waits for it
            foreach (var part in Alternatives(masked, arguments[opening.Groups["first"].Success ? 0 : opening.Groups["third"].Success ? 2 : 1]))
                yield return Of(source, masked, part);
        }
    }

    /// <summary>The sentences in the body of a method, or in a constant.</summary>
    public static IReadOnlyList<string> MadeBy(string source, string name)
    {
        var masked = CSharpMask.Of(source);
        var begun = Regex.Match(masked, $@"\b{name}(?:\((?:[^()]|\([^)]*\))*\)\s*(?:=>|\{{)|\s=\s)");
        var body = Parts(masked, begun.Index + begun.Length, begun.Value.EndsWith('{') ? [] : Statement)[0];
        return [.. Literal().Matches(masked[body]).Select(match => source.Substring(body.Start.Value + match.Index + 1, match.Length - 2)).Where(words => Sentence().IsMatch(words))];
    }

    /// <summary>Whether the words hold an imperative.</summary>
    public static bool Advise(string words) => Imperative().IsMatch(words);

    private static (string Words, bool Written) Of(string source, string masked, Range part)
    {
        if (!masked[part].Contains('"')) return (source[part].Trim(), false);
        var words = source[(masked.IndexOf('"', part.Start.Value) + 1)..masked.LastIndexOf('"', part.End.Value - 1)];
        return words.EndsWith('}') && !Advise(words) ? (words[(words.LastIndexOf('{') + 1)..^1], false) : (words, true);
    }

    // The condition of a choice is no sentence.
    private static IEnumerable<Range> Alternatives(string masked, Range sentence) =>
        Parts(masked[..sentence.End.Value], sentence.Start.Value, Choice).Where(part => string.CompareOrdinal(masked, part.End.Value, " ? ", 0, 3) != 0);

    /// <summary>The text from a place to the bracket that closes it, cut where a mark stands outside of inner brackets.</summary>
    private static List<Range> Parts(string masked, int from, string[] marks)
    {
        var (parts, depth, at) = (new List<Range>(), 0, from);
        for (; at < masked.Length; at++)
        {
            if (masked[at] is '(' or '[' or '{') depth++;
            else if (masked[at] is ')' or ']' or '}' && --depth < 0) break;
            else if (depth == 0 && Array.Find(marks, mark => string.CompareOrdinal(masked, at, mark, 0, mark.Length) == 0) is { } found)
            {
                parts.Add(from..at);
                from = at + found.Length;
            }
        }
        parts.Add(from..at);
        return parts;
    }

    [GeneratedRegex("""
        new\s(?:RuleBroken|BadInput|Forbidden|DependencyDown)Exception\(
        |\b(?:RuleBroken|BadInput|Forbidden)Exception\s+\w+\([^)]*\)\s*=>\s*new\(
        |\bRefusalException\((?=\d{3},\s")
        |\b\d{3}\s=>\s\((?=")
        |\bAnswer\.Deny\(
        |(?<first>(?:Results\.Problem|PageException\.\w+|MailProblems\.BadInput|\bUnreadable|\bHidden|\bOutsideMatrix)\()(?=\s*\$?")
        |(?<third>\bMutationResult\.Rejected\(|\bNote\((?="))
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Opening();

    [GeneratedRegex(@"(?<!\bvous (?:\w+[ '])?)\b(?:(?!nez\b|chez\b|assez\b|rendez\b)\w+ez|faites|dites)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Imperative();

    [GeneratedRegex(@"^\s*\d+\s*$")]
    private static partial Regex Number();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^[\p{L}«{].* .*\.$")]
    private static partial Regex Sentence();
}
