using System.Globalization;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Mime;
using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Reading;

/// <summary>FETCH: what was asked of which messages.</summary>
internal sealed class FetchAnswer(Folders folders, OpenFolder folder, Wire wire)
{
    private static readonly Dictionary<string, string[]> Macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ALL"] = ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"],
        ["FAST"] = ["FLAGS", "INTERNALDATE", "RFC822.SIZE"],
        ["FULL"] = ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"],
    };

    private static readonly string[] Known = ["UID", "FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY", "BODYSTRUCTURE", "RFC822", "RFC822.HEADER", "RFC822.TEXT"];

    public async Task WriteAsync(ImapCommand command, bool byUid, CancellationToken ct)
    {
        command.Expect(2);
        var items = Items(command.Arguments[1]);
        if (byUid && !items.Contains("UID", StringComparer.Ordinal)) items.Insert(0, "UID");
        foreach (var (number, message) in folder.Pick(SequenceSet.Parse(command.Text(0)), byUid))
        {
            Write(number, message, items);
            await wire.FlushAsync(ct);
        }
    }

    private static List<string> Items(ImapToken asked)
    {
        var names = asked.IsList ? asked.Items!.Select(item => item.Text) : Macros.GetValueOrDefault(asked.Text) ?? [asked.Text];
        var items = names.Select(name => name.Contains('[', StringComparison.Ordinal) ? name : name.ToUpperInvariant()).ToList();
        foreach (var item in items)
        {
            if (!Known.Contains(item) && BodySection.Parse(item) is null) throw new BadCommandException("Unknown FETCH item");
        }

        return items;
    }

    private static BodySection? Section(string item) => item switch
    {
        "RFC822" => BodySection.Parse("BODY[]")! with { Name = item },
        "RFC822.HEADER" => BodySection.Parse("BODY.PEEK[HEADER]")! with { Name = item },
        "RFC822.TEXT" => BodySection.Parse("BODY[TEXT]")! with { Name = item },
        _ => BodySection.Parse(item),
    };

    private void Write(int number, StoredMessage message, List<string> items)
    {
        var sections = items.Select(Section).ToArray();
        var marks = !folder.ReadOnly && !message.Seen && sections.Any(section => section is { Peek: false });
        if (marks && folders.Mark(message.Id, flags => [.. flags, "\\Seen"]) is { } flags)
        {
            message = message with { Flags = flags };
            folder.Told(number, flags);
            if (!items.Contains("FLAGS", StringComparer.Ordinal)) (items, sections) = ([.. items, "FLAGS"], [.. sections, null]);
        }

        var needsMail = items.Any(item => item is not ("UID" or "FLAGS" or "INTERNALDATE" or "RFC822.SIZE"));
        // A message that another session removed meanwhile is still known by number here: it has nothing left to show.
        if (needsMail && folders.Find(message.Id) is null) return;
        var mail = needsMail ? MimePart.Read(folders.Content(message.Id)) : null;
        wire.Write(string.Create(CultureInfo.InvariantCulture, $"* {number} FETCH ("));
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) wire.Write(" ");
            if (sections[i] is { } section) WriteSection(section, mail!);
            else wire.Write(items[i] + " " + Value(items[i], message, mail));
        }

        wire.WriteLine(")");
    }

    private void WriteSection(BodySection section, MimePart mail)
    {
        if (section.Cut(mail) is not { } bytes)
        {
            wire.Write(section.Name + " NIL");
            return;
        }

        wire.Write(string.Create(CultureInfo.InvariantCulture, $"{section.Name} {{{bytes.Length}}}\r\n"));
        wire.Write(bytes.Span);
    }

    private static string Value(string item, StoredMessage message, MimePart? mail) => item switch
    {
        "UID" => message.Uid.ToString(CultureInfo.InvariantCulture),
        "FLAGS" => $"({string.Join(' ', message.Flags)})",
        "INTERNALDATE" => ImapText.Quote(message.ReceivedAt.UtcDateTime.ToString("dd-MMM-yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)),
        "RFC822.SIZE" => message.Size.ToString(CultureInfo.InvariantCulture),
        "ENVELOPE" => MailStructure.Envelope(mail!),
        "BODY" => MailStructure.Body(mail!, extended: false),
        _ => MailStructure.Body(mail!, extended: true),
    };
}
