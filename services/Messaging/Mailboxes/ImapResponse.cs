using System.Globalization;
using System.Text;
using Messaging.Operators;

namespace Messaging.Mailboxes;

/// <summary>One response of the server: its text, where each literal left the mark {}, and the literals apart.</summary>
internal sealed record ImapResponse(string Text, IReadOnlyList<byte[]> Literals)
{
    public string Tag => Text.Split(' ', 2)[0];
    public string Rest => Text.Length > Tag.Length ? Text[(Tag.Length + 1)..] : "";

    /// <summary>A literal larger than allowed ends the session: it is neither read nor skipped.</summary>
    public static async Task<ImapResponse> ReadAsync(OperatorLine line, int largest, CancellationToken ct)
    {
        var text = new StringBuilder();
        var literals = new List<byte[]>();
        while (true)
        {
            var read = await line.ReadLineAsync(ct);
            if (text.Length + read.Length > 1024 * 1024) throw new OperatorUnreachableException("The operator's response is too long.");
            if (Announced(read) is not { } length)
            {
                text.Append(read);
                return new(text.ToString(), literals);
            }
            if (length > largest || literals.Count == 20) throw new OperatorUnreachableException("The operator's response is too large.");
            text.Append(read, 0, read.LastIndexOf('{')).Append("{}");
            literals.Add(await line.ReadBlockAsync(length, ct));
        }
    }

    private static int? Announced(string line)
    {
        var open = line.LastIndexOf('{');
        if (open < 0 || !line.EndsWith('}')) return null;
        return int.TryParse(line.AsSpan(open + 1, line.Length - open - 2).TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
    }
}
