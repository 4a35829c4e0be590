using System.Text;

namespace Sandbox.Mail.Mime;

/// <summary>One address of a header with its label, if any.</summary>
internal sealed record LabelledAddress(string Label, string Address)
{
    public string Local => Address.Contains('@', StringComparison.Ordinal) ? Address[..Address.LastIndexOf('@')] : Address;

    public string Domain => Address.Contains('@', StringComparison.Ordinal) ? Address[(Address.LastIndexOf('@') + 1)..] : "";
}

/// <summary>Reads address lists: labels in quotes, comments, angle brackets; the members of a group are listed without its name.</summary>
internal static class AddressList
{
    public static IReadOnlyList<LabelledAddress> Read(string? raw)
    {
        var found = new List<LabelledAddress>();
        if (raw is null) return found;
        var (label, angle, quoted, comment, inside) = (new StringBuilder(), (StringBuilder?)null, false, 0, false);
        for (var i = 0; i < raw.Length; i++)
        {
            var c = raw[i];
            if (comment > 0) comment += c == '(' ? 1 : c == ')' ? -1 : 0;
            else if (quoted && c == '\\' && i + 1 < raw.Length) label.Append(raw[++i]);
            else if (c == '"') quoted = !quoted;
            else if (quoted) label.Append(c);
            else if (c == '(') comment++;
            else if (c == '<') (inside, angle) = (true, new StringBuilder());
            else if (c == '>') inside = false;
            else if (inside) angle!.Append(c);
            else if (c == ':') label.Clear();
            else if (c is ',' or ';') Add();
            else label.Append(c);
        }

        Add();
        return found;

        void Add()
        {
            var text = label.ToString().Trim();
            var address = (angle?.ToString() ?? text).Trim();
            if (address.Length > 0) found.Add(new(angle is null ? "" : EncodedWords.Read(text), address));
            label.Clear();
            angle = null;
        }
    }
}
