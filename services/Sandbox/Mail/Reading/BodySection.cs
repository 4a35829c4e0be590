using System.Globalization;
using System.Text.RegularExpressions;
using Sandbox.Mail.Mime;

namespace Sandbox.Mail.Reading;

/// <summary>One BODY[…] item: which bytes of the mail are asked.</summary>
internal sealed partial record BodySection(string Asked, string Name, bool Peek, IReadOnlyList<int> Path, string Part, IReadOnlyList<string> Fields, (long Offset, long Length)? Partial)
{
    public static BodySection? Parse(string item)
    {
        var match = Shape().Match(item);
        if (!match.Success) return null;
        var section = match.Groups["section"].Value;
        var path = match.Groups["path"].Value.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var fields = match.Groups["fields"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Trim('"')).ToArray();
        (long, long)? partial = match.Groups["offset"].Success
            ? (long.Parse(match.Groups["offset"].Value, CultureInfo.InvariantCulture), long.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture))
            : null;
        var name = $"BODY[{section}]" + (partial is { } window ? FormattableString.Invariant($"<{window.Item1}>") : "");
        return new(item, name, match.Groups["peek"].Success, path, match.Groups["part"].Value.ToUpperInvariant(), fields, partial);
    }

    /// <summary>The bytes, or null when the mail has no such part.</summary>
    public ReadOnlyMemory<byte>? Cut(MimePart mail)
    {
        if (Find(mail) is not { } bytes) return null;
        if (Partial is not { } window) return bytes;
        var start = (int)Math.Min(window.Offset, bytes.Length);
        return bytes.Slice(start, (int)Math.Min(window.Length, bytes.Length - start));
    }

    private ReadOnlyMemory<byte>? Find(MimePart mail)
    {
        var part = mail;
        foreach (var number in Path)
        {
            var holder = part.Enclosed ?? part;
            if (number == 1 && !holder.IsMultipart) part = holder;
            else if (number >= 1 && number <= holder.Parts.Count) part = holder.Parts[number - 1];
            else return null;
        }

        var message = Path.Count == 0 ? part : part.Enclosed;
        return Part switch
        {
            "" => Path.Count == 0 ? part.Source : part.Body,
            "MIME" => part.HeaderSection,
            "HEADER" => message?.HeaderSection,
            "TEXT" => message?.Body,
            _ => message is null ? null : Chosen(message, Part == "HEADER.FIELDS.NOT"),
        };
    }

    private ReadOnlyMemory<byte> Chosen(MimePart message, bool others)
    {
        var chosen = new List<byte>();
        foreach (var field in message.Headers.Where(field => Fields.Contains(field.Name, StringComparer.OrdinalIgnoreCase) != others))
        {
            chosen.AddRange(message.Source[field.Place].Span);
        }

        chosen.AddRange("\r\n"u8);
        return chosen.ToArray();
    }

    [GeneratedRegex(
        @"^BODY(?<peek>\.PEEK)?\[(?<section>(?<path>[1-9][0-9]{0,3}(\.[1-9][0-9]{0,3}){0,12})?\.?(?<part>HEADER\.FIELDS(\.NOT)?(?= \()|HEADER|TEXT|MIME)?( \((?<fields>[^()]*)\))?)\](<(?<offset>[0-9]{1,10})\.(?<length>[1-9][0-9]{0,9})>)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}
