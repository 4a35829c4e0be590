using System.Globalization;
using System.Text;
using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Reading;

/// <summary>One command of an IMAP client, its literals included.</summary>
internal sealed record ImapCommand(string Tag, string Verb, IReadOnlyList<ImapToken> Arguments)
{
    private const int LongestLine = 16000;
    private const int LargestLiteral = 16384;
    private const int MostLiterals = 50;

    public static async Task<ImapCommand> ReadAsync(Wire wire, bool nonSynchronizing, CancellationToken ct)
    {
        var (text, literals) = (new StringBuilder(), new List<string>());
        while (true)
        {
            var line = await wire.ReadLineAsync(LongestLine, ct);
            if (!EndsWithLiteral(line, out var head, out var size, out var waits))
            {
                text.Append(line);
                break;
            }

            if (size > LargestLiteral || literals.Count >= MostLiterals || (!waits && !nonSynchronizing)) throw new BrokenLineException("literal too large");
            if (waits)
            {
                wire.WriteLine("+ Ready");
                await wire.FlushAsync(ct);
            }

            literals.Add(Encoding.Latin1.GetString(await wire.ReadExactlyAsync(size, ct)));
            text.Append(head).Append((char)(ImapTokens.LiteralMark + literals.Count - 1));
        }

        return Parse(text.ToString(), literals);
    }

    public string Text(int index) => index < Arguments.Count && !Arguments[index].IsList ? Arguments[index].Text : throw new BadCommandException("Missing argument");

    public void Expect(int count)
    {
        if (Arguments.Count != count) throw new BadCommandException("Wrong number of arguments");
    }

    /// <summary>The same command without its first word, for UID FETCH and its like.</summary>
    public ImapCommand Inner() => Arguments.Count > 0 ? new(Tag, Arguments[0].Text.ToUpperInvariant(), [.. Arguments.Skip(1)]) : throw new BadCommandException("Missing command");

    private static ImapCommand Parse(string text, List<string> literals)
    {
        var parts = text.Split(' ', 3);
        var tag = parts[0];
        if (tag.Length is 0 or > 64 || tag.Any(c => c is <= ' ' or > '~' or '(' or ')' or '{' or '%' or '*' or '"' or '\\' or '+') || parts.Length < 2 || parts[1].Length == 0)
            return new("*", "", []);
        try
        {
            return new(tag, parts[1].ToUpperInvariant(), parts.Length == 3 ? new ImapTokens(parts[2], literals).Read() : []);
        }
        catch (BadCommandException)
        {
            return new(tag, "", []);
        }
    }

    private static bool EndsWithLiteral(string line, out string head, out int size, out bool waits)
    {
        (head, size, waits) = (line, 0, true);
        var open = line.LastIndexOf('{');
        if (open < 0 || line[^1] != '}') return false;
        var number = line[(open + 1)..^1];
        if (number.EndsWith('+')) (number, waits) = (number[..^1], false);
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out size)) return false;
        head = line[..open];
        return true;
    }
}
