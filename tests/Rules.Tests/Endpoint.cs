using System.Text.RegularExpressions;

namespace Rules.Tests;

/// <summary>A mapped route as the source says it: its own statement and those of the groups it belongs to.</summary>
/// <param name="Said">The statements, the innermost first, comments and strings blanked.</param>
internal sealed partial record Endpoint(string Place, string Verb, string Route, IReadOnlyList<string> Said)
{
    public bool NamesPolicy => Said.Any(statement => Policy().IsMatch(statement));

    public bool Open => Said.Any(statement => statement.Contains(".AllowAnonymous(", StringComparison.Ordinal));

    public override string ToString() => $"{Place} {Verb} /{Route.Trim('/')}";

    public static IEnumerable<Endpoint> In(SourceFile file)
    {
        var masked = file.Masked;
        foreach (Match map in Mapping().Matches(masked))
        {
            var said = new List<string>();
            var route = FirstWord(file.Text, map.Index + map.Length);
            for (var at = map.Index; at >= 0; at = GroupOf(masked, at))
            {
                var (start, end) = Statement(masked, at);
                said.Add(masked[start..end]);
                // Groups of the same chain stand before the call; those in a variable have their own statement.
                if (at != map.Index || masked[start..at].Contains(".MapGroup(", StringComparison.Ordinal)) route = Prefix(file.Text[start..(at == map.Index ? at : end)]) + route;
            }
            yield return new(file.Path, map.Groups["verb"].Value, route, said);
        }
    }

    /// <summary>Where the group that receives the call at this place was made; -1 when it is the application itself.</summary>
    private static int GroupOf(string masked, int call)
    {
        var (start, _) = Statement(masked, call);
        var receiver = Receiver().Match(masked[start..call]);
        if (!receiver.Success) return -1;
        var made = Regex.Matches(masked[..start], $@"\b{receiver.Value}\s*=[^=>]").LastOrDefault();
        if (made is null) return -1;
        var group = masked.IndexOf(".MapGroup(", made.Index, StringComparison.Ordinal);
        return group >= 0 && group < Statement(masked, made.Index + made.Length - 1).End ? group : -1;
    }

    private static (int Start, int End) Statement(string masked, int at)
    {
        var (start, end, depth) = (at, at, 0);
        while (start > 0 && !(depth == 0 && masked[start - 1] is ';' or '{' or '}' or '(' && depth == 0))
        {
            start--;
            if (masked[start] is ')' or ']') depth++;
            else if (masked[start] is '(' or '[') depth--;
        }
        for (depth = 0; end < masked.Length && !(depth == 0 && masked[end] == ';') && depth >= 0; end++)
        {
            if (masked[end] is '(' or '[' or '{') depth++;
            else if (masked[end] is ')' or ']' or '}') depth--;
        }
        return (start, end);
    }

    private static string Prefix(string statement) => Group().Matches(statement) is [.., var last] ? last.Groups[1].Value.TrimEnd('/') + "/" : "";

    private static string FirstWord(string text, int at) => Argument().Match(text, at) is { Success: true } word ? word.Value.Trim('"', ' ').TrimStart('/') : "";

    [GeneratedRegex(@"\.(?<verb>Map(?:Get|Post|Put|Delete|Patch|Methods|Grpc|HealthChecks|OpenApi|Fallback|(?=\(\x22)))(?:<[\w., ]+>)?\(")]
    private static partial Regex Mapping();

    [GeneratedRegex(@"\w+$")]
    private static partial Regex Receiver();

    [GeneratedRegex(@"\.RequireAuthorization\(\s*[^\s)]")]
    private static partial Regex Policy();

    [GeneratedRegex("""\.MapGroup\("([^"]*)"\)""")]
    private static partial Regex Group();

    [GeneratedRegex("""\G("[^"]*"|[\w.]*)""")]
    private static partial Regex Argument();
}
