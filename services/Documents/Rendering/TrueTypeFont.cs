using System.Buffers.Binary;
using System.Text;

namespace Documents.Rendering;

/// <summary>A TrueType font read for measuring text and for embedding the glyphs that a document uses.</summary>
public sealed class TrueTypeFont
{
    private readonly byte[] _file;
    private readonly Dictionary<string, (int Offset, int Length)> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ushort> _glyphs = [];
    private readonly int _metrics;
    private readonly bool _longOffsets;

    public TrueTypeFont(byte[] file, string name)
    {
        _file = file;
        Name = name;
        var count = U16(4);
        for (var i = 0; i < count; i++)
        {
            var entry = 12 + i * 16;
            _tables[Encoding.ASCII.GetString(file, entry, 4)] = ((int)U32(entry + 8), (int)U32(entry + 12));
        }

        var head = At("head");
        UnitsPerEm = U16(head + 18);
        Box = [S16(head + 36), S16(head + 38), S16(head + 40), S16(head + 42)];
        _longOffsets = S16(head + 50) == 1;
        Ascent = S16(At("hhea") + 4);
        Descent = S16(At("hhea") + 6);
        _metrics = U16(At("hhea") + 34);
        GlyphCount = U16(At("maxp") + 4);
        ReadCharacters();
    }

    public string Name { get; }
    public int UnitsPerEm { get; }
    public int Ascent { get; }
    public int Descent { get; }
    public int GlyphCount { get; }
    public IReadOnlyList<int> Box { get; }

    public static TrueTypeFont Embedded(string resource, string name)
    {
        using var stream = typeof(TrueTypeFont).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The font {resource} is not embedded in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new(bytes, name);
    }

    public bool Holds(Rune character) => _glyphs.ContainsKey(character.Value);

    /// <summary>The glyph of a character, or of the question mark when the font has none.</summary>
    public ushort Glyph(Rune character) => _glyphs.TryGetValue(character.Value, out var glyph) ? glyph : _glyphs['?'];

    public int Advance(ushort glyph) => U16(At("hmtx") + Math.Min((int)glyph, _metrics - 1) * 4);

    /// <summary>Width of a text, in thousandths of the body size.</summary>
    public double Width(string text)
    {
        long units = 0;
        foreach (var rune in text.EnumerateRunes()) units += Advance(Glyph(rune));
        return units * 1000.0 / UnitsPerEm;
    }

    internal ReadOnlySpan<byte> Table(string tag) => _tables.TryGetValue(tag, out var t) ? _file.AsSpan(t.Offset, t.Length) : default;

    internal ReadOnlySpan<byte> Outline(int glyph)
    {
        var loca = At("loca");
        var (start, end) = _longOffsets
            ? ((int)U32(loca + glyph * 4), (int)U32(loca + glyph * 4 + 4))
            : (U16(loca + glyph * 2) * 2, U16(loca + glyph * 2 + 2) * 2);
        return _file.AsSpan(At("glyf") + start, end - start);
    }

    private void ReadCharacters()
    {
        var cmap = At("cmap");
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var (platform, encoding) = (U16(cmap + 4 + i * 8), U16(cmap + 6 + i * 8));
            var table = cmap + (int)U32(cmap + 8 + i * 8);
            if (platform == 3 && encoding is 1 && U16(table) == 4) ReadSegments(table);
        }

        if (_glyphs.Count == 0) throw new InvalidOperationException($"The font {Name} has no Unicode character map.");
    }

    private void ReadSegments(int table)
    {
        var segments = U16(table + 6) / 2;
        var (ends, starts, deltas, ranges) = (table + 14, table + 16 + segments * 2, table + 16 + segments * 4, table + 16 + segments * 6);
        for (var s = 0; s < segments; s++)
        {
            var range = U16(ranges + s * 2);
            for (int c = U16(starts + s * 2); c <= U16(ends + s * 2) && c != 0xFFFF; c++)
            {
                var glyph = range == 0 ? c : U16(ranges + s * 2 + range + (c - U16(starts + s * 2)) * 2);
                if (glyph != 0) _glyphs.TryAdd(c, (ushort)(glyph + U16(deltas + s * 2)));
            }
        }
    }

    private int At(string tag) => _tables[tag].Offset;
    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));
    private short S16(int at) => BinaryPrimitives.ReadInt16BigEndian(_file.AsSpan(at));
    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));
}
