using System.Globalization;
using System.Text;

namespace Documents.Rendering;

/// <summary>Writes an embedded subset as the composite font that a PDF page refers to.</summary>
internal static class PdfFonts
{
    public static int Add(PdfFile pdf, FontSubset subset, string tag)
    {
        var font = subset.Font;
        var name = $"{tag}+{font.Name}";
        var program = subset.ToFontFile();
        var file = pdf.AddStream(string.Create(CultureInfo.InvariantCulture, $"/Length1 {program.Length}"), program);
        var held = pdf.AddStream("", GlyphBits(subset.Held()));
        int Scaled(int units) => units * 1000 / font.UnitsPerEm;
        var descriptor = pdf.Add(string.Create(CultureInfo.InvariantCulture,
            $"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{string.Join(' ', font.Box.Select(Scaled))}] /ItalicAngle 0 /Ascent {Scaled(font.Ascent)} /Descent {Scaled(font.Descent)} /CapHeight 729 /StemV 80 /FontFile2 {file} 0 R /CIDSet {held} 0 R >>"));
        var widths = string.Join(' ', subset.Held().Select(g => string.Create(CultureInfo.InvariantCulture, $"{g} [{PdfFile.Number(font.Advance(g) * 1000.0 / font.UnitsPerEm)}]")));
        var descendant = pdf.Add(string.Create(CultureInfo.InvariantCulture,
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /CIDToGIDMap /Identity /DW 600 /W [{widths}] >>"));
        var map = pdf.AddStream("", Encoding.ASCII.GetBytes(CharacterMap(subset)));
        return pdf.Add(string.Create(CultureInfo.InvariantCulture,
            $"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {map} 0 R >>"));
    }

    private static byte[] GlyphBits(IReadOnlySet<ushort> held)
    {
        var bits = new byte[held.Max() / 8 + 1];
        foreach (var glyph in held) bits[glyph / 8] |= (byte)(0x80 >> (glyph % 8));
        return bits;
    }

    private static string CharacterMap(FontSubset subset)
    {
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        foreach (var part in subset.Used.Where(u => u.Value.Length > 0).Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var (glyph, text) in part) map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>\n");
            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }
}
