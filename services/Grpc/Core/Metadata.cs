using System.Collections;

namespace Grpc.Core;

/// <summary>Headers or trailers of a call, in the order they were added. Several entries may share a key.</summary>
public sealed partial class Metadata : IList<Metadata.Entry>
{
    /// <summary>Keys that end so carry bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>No entry, and none can be added.</summary>
    public static readonly Metadata Empty = new(readOnly: true);

    private readonly List<Entry> _entries;

    public Metadata() : this(readOnly: false) { }

    private Metadata(bool readOnly)
    {
        _entries = [];
        IsReadOnly = readOnly;
    }

    public int Count => _entries.Count;
    public bool IsReadOnly { get; }

    public Entry this[int index]
    {
        get => _entries[index];
        set { RefuseWhenReadOnly(); _entries[index] = value; }
    }

    public void Add(string key, string value) => Add(new Entry(key, value));
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    public void Add(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        RefuseWhenReadOnly();
        _entries.Add(item);
    }

    /// <summary>The last entry of this key.</summary>
    public Entry? Get(string key) => _entries.FindLast(entry => entry.Has(key));
    public string? GetValue(string key) => Get(key)?.Value;
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;
    public IEnumerable<Entry> GetAll(string key) => _entries.Where(entry => entry.Has(key));

    public void Insert(int index, Entry item) { RefuseWhenReadOnly(); _entries.Insert(index, item); }
    public void RemoveAt(int index) { RefuseWhenReadOnly(); _entries.RemoveAt(index); }
    public bool Remove(Entry item) { RefuseWhenReadOnly(); return _entries.Remove(item); }
    public void Clear() { RefuseWhenReadOnly(); _entries.Clear(); }
    public int IndexOf(Entry item) => _entries.IndexOf(item);
    public bool Contains(Entry item) => _entries.Contains(item);
    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    private void RefuseWhenReadOnly()
    {
        if (IsReadOnly) throw new InvalidOperationException("This metadata cannot be changed.");
    }
}
