using System.Buffers.Binary;
using System.Text;

namespace Documents.Rendering;

/// <summary>The part of a font that a document uses: glyph numbers are kept, unused outlines are left empty.</summary>
public sealed class FontSubset(TrueTypeFont font)
{
    private readonly SortedDictionary<ushort, string> _used = new() { [0] = "" };

    public TrueTypeFont Font => font;

    /// <summary>The glyphs used so far with the text each stands for.</summary>
    public IReadOnlyDictionary<ushort, string> Used => _used;

    /// <summary>The text as glyph numbers in hexadecimal, as a PDF string holds it.</summary>
    public string Encode(string text)
    {
        var hex = new StringBuilder(text.Length * 4);
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = font.Glyph(rune);
            _used.TryAdd(glyph, font.Holds(rune) ? rune.ToString() : "?");
            hex.Append(glyph.ToString("X4", System.Globalization.CultureInfo.InvariantCulture));
        }

        return hex.ToString();
    }

    /// <summary>All glyphs the embedded program holds, parts of composite glyphs included.</summary>
    public IReadOnlySet<ushort> Held()
    {
        var held = new SortedSet<ushort>();
        foreach (var glyph in _used.Keys) Hold(glyph, held);
        return held;
    }

    public byte[] ToFontFile()
    {
        var held = Held();
        var count = held.Max() + 1;
        var glyf = new MemoryStream();
        var loca = new byte[(count + 1) * 4];
        for (var glyph = 0; glyph < count; glyph++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(loca.AsSpan(glyph * 4), (uint)glyf.Position);
            if (!held.Contains((ushort)glyph)) continue;
            glyf.Write(font.Outline(glyph));
            while (glyf.Position % 4 != 0) glyf.WriteByte(0);
        }

        BinaryPrimitives.WriteUInt32BigEndian(loca.AsSpan(count * 4), (uint)glyf.Position);
        return Assemble(new(StringComparer.Ordinal)
        {
            ["cvt "] = font.Table("cvt ").ToArray(),
            ["fpgm"] = font.Table("fpgm").ToArray(),
            ["glyf"] = glyf.ToArray(),
            ["head"] = Patched("head", (50, 1)),
            ["hhea"] = Patched("hhea", (34, count)),
            ["hmtx"] = Metrics(count),
            ["loca"] = loca,
            ["maxp"] = Patched("maxp", (4, count)),
            ["prep"] = font.Table("prep").ToArray(),
        });
    }

    private void Hold(ushort glyph, SortedSet<ushort> held)
    {
        if (!held.Add(glyph)) return;
        var outline = font.Outline(glyph);
        if (outline.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0) return;
        var at = 10;
        int flags;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]);
            Hold(BinaryPrimitives.ReadUInt16BigEndian(outline[(at + 2)..]), held);
            at += 4 + ((flags & 1) != 0 ? 4 : 2) + ((flags & 8) != 0 ? 2 : (flags & 0x40) != 0 ? 4 : (flags & 0x80) != 0 ? 8 : 0);
        } while ((flags & 0x20) != 0);
    }

    private byte[] Patched(string tag, (int At, int Value) change)
    {
        var table = font.Table(tag).ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(change.At), (ushort)change.Value);
        if (tag == "head") table.AsSpan(8, 4).Clear();
        return table;
    }

    private byte[] Metrics(int count)
    {
        var table = new byte[count * 4];
        var all = font.Table("hmtx");
        for (var glyph = 0; glyph < count; glyph++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(glyph * 4), (ushort)font.Advance((ushort)glyph));
            if (glyph * 4 + 4 <= all.Length) all.Slice(glyph * 4 + 2, 2).CopyTo(table.AsSpan(glyph * 4 + 2));
        }

        return table;
    }

    private static byte[] Assemble(SortedDictionary<string, byte[]> tables)
    {
        foreach (var empty in tables.Where(t => t.Value.Length == 0).Select(t => t.Key).ToList()) tables.Remove(empty);
        var file = new byte[12 + tables.Count * 16 + tables.Values.Sum(t => (t.Length + 3) & ~3)];
        BinaryPrimitives.WriteUInt32BigEndian(file, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(4), (ushort)tables.Count);
        var power = 1 << (31 - int.LeadingZeroCount(tables.Count));
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(6), (ushort)(power * 16));
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(8), (ushort)(31 - int.LeadingZeroCount(power)));
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(10), (ushort)((tables.Count - power) * 16));
        var (entry, at, head) = (12, 12 + tables.Count * 16, 0);
        foreach (var (tag, table) in tables)
        {
            Encoding.ASCII.GetBytes(tag, file.AsSpan(entry));
            table.CopyTo(file, at);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(entry + 4), Sum(file.AsSpan(at, (table.Length + 3) & ~3)));
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(entry + 8), (uint)at);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(entry + 12), (uint)table.Length);
            if (tag == "head") head = at;
            entry += 16;
            at += (table.Length + 3) & ~3;
        }

        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(head + 8), unchecked(0xB1B0AFBA - Sum(file)));
        return file;
    }

    private static uint Sum(ReadOnlySpan<byte> words)
    {
        uint sum = 0;
        for (var at = 0; at + 4 <= words.Length; at += 4) sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(words[at..]));
        return sum;
    }
}
