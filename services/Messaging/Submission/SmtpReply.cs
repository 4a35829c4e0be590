using System.Globalization;
using Messaging.Operators;

namespace Messaging.Submission;

/// <summary>A reply of one or several lines (RFC 5321 §4.2.1).</summary>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    private const int MostLines = 100;

    public string Text => string.Join(' ', Lines) is { Length: > 400 } text ? text[..400] : string.Join(' ', Lines);

    public static async Task<SmtpReply> ReadAsync(OperatorLine line, CancellationToken ct)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            var text = await line.ReadLineAsync(ct);
            if (text.Length < 3 || !int.TryParse(text.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)) throw new OperatorUnreachableException("The operator does not speak SMTP.");
            lines.Add(text.Length > 4 ? text[4..].Trim() : "");
            if (text.Length == 3 || text[3] != '-') return new(code, lines);
        }
        throw new OperatorUnreachableException("The operator's reply never ends.");
    }
}
