using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Reading;

/// <summary>The commands of a session that has opened a mailbox. An answer that is not null is a refusal.</summary>
internal sealed class ImapMailbox(Wire wire, Operator home, ImapDesk desk, Mailbox box)
{
    private OpenFolder? _open;

    public void Tell() => _open?.Tell(wire, removals: true);

    public async Task<string?> AnswerAsync(ImapCommand command, CancellationToken ct)
    {
        switch (command.Verb)
        {
            case "SELECT" or "EXAMINE": return Select(command);
            case "LIST" or "LSUB": return List(command);
            case "STATUS": return Status(command);
            case "NAMESPACE" when home.Advertises("NAMESPACE"): wire.WriteLine("* NAMESPACE ((\"\" \"/\")) NIL NIL"); return Done(command);
            case "SUBSCRIBE" or "UNSUBSCRIBE": return Done(command);
            case "CREATE" or "DELETE" or "RENAME" or "APPEND" or "COPY" or "MOVE": return "NO [CANNOT] This operator manages the folders";
            case "IDLE" when home.Advertises("IDLE"): return await IdleAsync(command, ct);
            default: return _open is null ? "BAD Command unknown or no folder selected" : await SelectedAsync(_open, command, byUid: false, ct);
        }
    }

    private async Task<string?> SelectedAsync(OpenFolder open, ImapCommand command, bool byUid, CancellationToken ct)
    {
        switch (command.Verb)
        {
            case "UID" when !byUid:
                if (command.Inner() is not { Verb: "FETCH" or "STORE" or "SEARCH" or "EXPUNGE" or "COPY" or "MOVE" } inner) return "BAD Unknown UID command";
                return await SelectedAsync(open, inner, byUid: true, ct);
            case "FETCH":
                await new FetchAnswer(desk.Folders, open, wire).WriteAsync(command, byUid, ct);
                break;
            case "SEARCH": Search(open, command, byUid); break;
            case "STORE": return Store(open, command, byUid);
            case "EXPUNGE": return Expunge(open, command, byUid);
            case "COPY" or "MOVE": return "NO [CANNOT] This operator manages the folders";
            case "CLOSE" or "UNSELECT": return Close(open, command);
            default: return "BAD Unknown command";
        }

        open.Tell(wire, removals: byUid);
        return Done(command);
    }

    private string? Select(ImapCommand command)
    {
        _open = null;
        if (Named(command.Text(0)) is not { } name) return "NO [NONEXISTENT] No such folder";
        var (validity, next) = desk.Folders.State(box.Address, name, desk.Clock.GetUtcNow());
        var readOnly = command.Verb == "EXAMINE";
        _open = new OpenFolder(desk.Folders, box.Address, name, readOnly);
        wire.WriteLine("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $MDNSent)");
        wire.WriteLine($"* OK [PERMANENTFLAGS ({(readOnly ? "" : "\\Answered \\Flagged \\Deleted \\Seen \\Draft $MDNSent \\*")})] Flags kept");
        wire.WriteLine(FormattableString.Invariant($"* {_open.Count} EXISTS"));
        wire.WriteLine("* 0 RECENT");
        if (_open.Messages.FirstOrDefault(one => !one.Message.Seen) is { Message: not null } unseen) wire.WriteLine(FormattableString.Invariant($"* OK [UNSEEN {unseen.Number}] First unseen"));
        wire.WriteLine(FormattableString.Invariant($"* OK [UIDVALIDITY {validity}] UIDs valid"));
        wire.WriteLine(FormattableString.Invariant($"* OK [UIDNEXT {next}] Next UID"));
        wire.WriteLine($"{command.Tag} OK [{(readOnly ? "READ-ONLY" : "READ-WRITE")}] {command.Verb} completed");
        return null;
    }

    private string? List(ImapCommand command)
    {
        command.Expect(2);
        var pattern = command.Text(0) + command.Text(1);
        if (command.Text(1).Length == 0) wire.WriteLine($"* {command.Verb} (\\Noselect) \"/\" \"\"");
        else
        {
            foreach (var name in Folders.Names.Where(name => Matches(pattern, name)))
            {
                wire.WriteLine($"* {command.Verb} (\\HasNoChildren{(name == Folders.Sent ? " \\Sent" : "")}) \"/\" {name}");
            }
        }

        return Done(command);
    }

    private string? Status(ImapCommand command)
    {
        command.Expect(2);
        if (Named(command.Text(0)) is not { } name) return "NO [NONEXISTENT] No such folder";
        var messages = desk.Folders.Messages(box.Address, name);
        var (validity, next) = desk.Folders.State(box.Address, name, desk.Clock.GetUtcNow());
        var items = (command.Arguments[1].Items ?? throw new BadCommandException("Missing items")).Select(item => item.Text.ToUpperInvariant()).Select(item => item + " " + item switch
        {
            "MESSAGES" => messages.Count,
            "RECENT" => 0,
            "UIDNEXT" => next,
            "UIDVALIDITY" => validity,
            "UNSEEN" => messages.Count(message => !message.Seen),
            "SIZE" => messages.Sum(message => message.Size),
            _ => throw new BadCommandException("Unknown STATUS item"),
        });
        wire.WriteLine($"* STATUS {name} ({string.Join(' ', items)})");
        return Done(command);
    }

    private void Search(OpenFolder open, ImapCommand command, bool byUid)
    {
        var last = open.Messages.LastOrDefault().Message?.Uid ?? 0;
        var matches = new SearchKeys(command.Arguments, open.Count, last).Compile();
        var found = open.Messages
            .Where(one => desk.Folders.Find(one.Message.Id) is not null)
            .Where(one => matches(new Candidate(one.Number, one.Message, () => Mime.MimePart.Read(desk.Folders.Content(one.Message.Id)))))
            .Select(one => FormattableString.Invariant($" {(byUid ? one.Message.Uid : one.Number)}"));
        wire.WriteLine("* SEARCH" + string.Concat(found));
    }

    private string? Store(OpenFolder open, ImapCommand command, bool byUid)
    {
        command.Expect(3);
        if (open.ReadOnly) return "NO [READ-ONLY] Folder opened with EXAMINE";
        var change = FlagChange.Parse(command.Text(1), command.Arguments[2]);
        foreach (var (number, message) in open.Pick(SequenceSet.Parse(command.Text(0)), byUid))
        {
            if (desk.Folders.Mark(message.Id, change.Apply) is not { } flags) continue;
            open.Told(number, flags);
            if (!change.Silent) wire.WriteLine(FormattableString.Invariant($"* {number} FETCH ({(byUid ? FormattableString.Invariant($"UID {message.Uid} ") : "")}FLAGS ({string.Join(' ', flags)}))"));
        }

        open.Tell(wire, removals: byUid);
        return Done(command);
    }

    private string? Expunge(OpenFolder open, ImapCommand command, bool byUid)
    {
        if (byUid && !home.Advertises("UIDPLUS")) return "BAD UID EXPUNGE is not offered";
        if (open.ReadOnly) return "NO [READ-ONLY] Folder opened with EXAMINE";
        command.Expect(byUid ? 1 : 0);
        open.Expunge(byUid ? SequenceSet.Parse(command.Text(0)) : null);
        open.Tell(wire, removals: true);
        return Done(command);
    }

    private string? Close(OpenFolder open, ImapCommand command)
    {
        if (command.Verb == "UNSELECT" && !home.Advertises("UNSELECT")) return "BAD Unknown command";
        if (command.Verb == "CLOSE" && !open.ReadOnly) open.Expunge(null);
        _open = null;
        return Done(command);
    }

    private async Task<string?> IdleAsync(ImapCommand command, CancellationToken ct)
    {
        wire.WriteLine("+ idling");
        var done = wire.ReadLineAsync(100, ct);
        while (true)
        {
            var change = desk.Signal.Next(box.Address);
            _open?.Tell(wire, removals: true);
            await wire.FlushAsync(ct);
            if (await Task.WhenAny(done, change) != done) continue;
            if (!(await done).Equals("DONE", StringComparison.OrdinalIgnoreCase)) return "BAD Expected DONE";
            _open?.Tell(wire, removals: true);
            return Done(command);
        }
    }

    private static string? Named(string name) => Folders.Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool Matches(string pattern, string name) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern.Replace('%', '*').AsSpan(), name, ignoreCase: true);

    private string? Done(ImapCommand command)
    {
        wire.WriteLine($"{command.Tag} OK {command.Verb} completed");
        return null;
    }
}
