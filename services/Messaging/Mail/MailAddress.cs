using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Messaging.Mail;

/// <summary>A mailbox and the label shown beside it; addresses compare in lower case.</summary>
public sealed record MailAddress(string Label, string Address)
{
    private const int Most = 200;

    private static readonly SearchValues<char> Specials = SearchValues.Create("()<>@,;:\\\".[]");

    public string Domain => Address[(Address.LastIndexOf('@') + 1)..];

    /// <summary>Only ordinary ASCII mailboxes are written: nothing that could open a second command or header.</summary>
    public static bool TryParse([NotNullWhen(true)] string? address, [NotNullWhen(true)] out string? canonical)
    {
        canonical = null;
        if (address is null || address.Length is < 3 or > 254) return false;
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at is < 1 or > 64 || at != address.LastIndexOf('@')) return false;
        var local = address[..at];
        var domain = address[(at + 1)..];
        if (!local.All(c => char.IsAsciiLetterOrDigit(c) || ".!#$%&'*+/=?^_`{|}~-".Contains(c, StringComparison.Ordinal))) return false;
        if (local.StartsWith('.') || local.EndsWith('.') || local.Contains("..", StringComparison.Ordinal)) return false;
        if (!domain.Split('.').All(l => l.Length is > 0 and <= 63 && l.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && l[0] != '-' && l[^1] != '-')) return false;
        canonical = address.ToLowerInvariant();
        return true;
    }

    /// <summary>Reads From, To and their like: labels quoted or encoded, comments, groups.</summary>
    public static IReadOnlyList<MailAddress> ReadList(string? field)
    {
        var found = new List<MailAddress>();
        if (field is null) return found;
        foreach (var entry in Entries(field))
        {
            var open = entry.LastIndexOf('<');
            var close = entry.IndexOf('>', Math.Max(open, 0));
            var raw = open >= 0 && close > open ? entry[(open + 1)..close] : entry;
            var label = open > 0 ? EncodedWords.Read(entry[..open].Replace("\"", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal).Trim()) : "";
            raw = raw.Trim();
            if (raw.StartsWith('@') && raw.IndexOf(':', StringComparison.Ordinal) is > 0 and var route) raw = raw[(route + 1)..];
            if (raw.IndexOf('@', StringComparison.Ordinal) > 0 && raw.Length <= 254 && !raw.Contains(' ', StringComparison.Ordinal)) found.Add(new(Printable(label), raw.ToLowerInvariant()));
            if (found.Count == Most) break;
        }
        return found;
    }

    public static MailAddress? ReadFirst(string? field) => ReadList(field) is [var first, ..] ? first : null;

    /// <summary>As a header writes it: label encoded when needed, quoted when it holds specials.</summary>
    public string ToHeader()
    {
        if (!TryParse(Address, out var address)) throw new FormatException("The address cannot be written in a header.");
        var label = Printable(Label);
        if (label.Length == 0) return address;
        var written = EncodedWords.Write(label);
        if (ReferenceEquals(written, label) && label.AsSpan().ContainsAny(Specials)) written = $"\"{label.Replace("\\", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal)}\"";
        return $"{written} <{address}>";
    }

    private static string Printable(string label) => string.Concat(label.Where(c => !char.IsControl(c))).Trim();

    private static IEnumerable<string> Entries(string field)
    {
        var entry = new StringBuilder();
        var quoted = false;
        var comments = 0;
        for (var i = 0; i < field.Length; i++)
        {
            var c = field[i];
            if (c == '\\' && i + 1 < field.Length)
            {
                if (comments == 0) entry.Append(c).Append(field[i + 1]);
                i++;
            }
            else if (c == '"' && comments == 0)
            {
                quoted = !quoted;
                entry.Append(c);
            }
            else if (!quoted && c == '(') comments++;
            else if (!quoted && c == ')' && comments > 0) comments--;
            else if (comments > 0) continue;
            else if (!quoted && c is ',' or ';')
            {
                yield return entry.ToString();
                entry.Clear();
            }
            else if (!quoted && c == ':' && !entry.ToString().Contains('<', StringComparison.Ordinal)) entry.Clear();   // name of a group
            else entry.Append(c);
        }
        yield return entry.ToString();
    }
}
