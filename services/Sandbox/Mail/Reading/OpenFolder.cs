using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Reading;

/// <summary>The folder a session has selected, as the client believes it to be; changes are told in the order IMAP allows.</summary>
internal sealed class OpenFolder(Folders folders, string address, string name, bool readOnly)
{
    private List<StoredMessage> _known = [.. folders.Messages(address, name)];

    public string Address => address;

    public bool ReadOnly => readOnly;

    public int Count => _known.Count;

    /// <summary>Messages with their sequence numbers, as last told to the client.</summary>
    public IEnumerable<(int Number, StoredMessage Message)> Messages => _known.Select((message, i) => (i + 1, message));

    public IReadOnlyList<(int Number, StoredMessage Message)> Pick(SequenceSet set, bool byUid)
    {
        var largest = byUid ? (_known.Count > 0 ? _known[^1].Uid : 0) : _known.Count;
        return [.. Messages.Where(one => set.Contains(byUid ? one.Message.Uid : one.Number, largest))];
    }

    /// <summary>Remembers flags that the client was already told.</summary>
    public void Told(int number, IReadOnlyList<string> flags) => _known[number - 1] = _known[number - 1] with { Flags = flags };

    /// <summary>Tells what changed since the last time. Removals are told only where numbers may shift.</summary>
    public void Tell(Wire wire, bool removals)
    {
        var now = folders.Messages(address, name);
        var present = now.ToDictionary(message => message.Uid);
        if (removals) TellRemovals(wire, present);
        for (var i = 0; i < _known.Count; i++)
        {
            if (!present.TryGetValue(_known[i].Uid, out var current) || current.Flags.SequenceEqual(_known[i].Flags)) continue;
            _known[i] = current;
            wire.WriteLine(FormattableString.Invariant($"* {i + 1} FETCH (UID {current.Uid} FLAGS ({string.Join(' ', current.Flags)}))"));
        }

        var last = _known.Count > 0 ? _known[^1].Uid : 0;
        var arrived = now.Where(message => message.Uid > last).ToList();
        if (arrived.Count == 0) return;
        _known.AddRange(arrived);
        wire.WriteLine(FormattableString.Invariant($"* {_known.Count} EXISTS"));
    }

    /// <summary>Removes what is marked deleted, of these UIDs if given; the client hears of each unless the folder is being closed.</summary>
    public void Expunge(SequenceSet? uids)
    {
        var largest = _known.Count > 0 ? _known[^1].Uid : 0;
        var gone = folders.Messages(address, name).Where(message => message.Has("\\Deleted") && (uids?.Contains(message.Uid, largest) ?? true)).ToList();
        if (gone.Count > 0) folders.Remove(gone.Select(message => message.Id), address);
    }

    private void TellRemovals(Wire wire, Dictionary<long, StoredMessage> present)
    {
        for (var i = _known.Count - 1; i >= 0; i--)
        {
            if (present.ContainsKey(_known[i].Uid)) continue;
            _known.RemoveAt(i);
            wire.WriteLine(FormattableString.Invariant($"* {i + 1} EXPUNGE"));
        }
    }
}
