using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Documents.Rendering;

/// <summary>The objects of a PDF 1.4 file and its cross-reference table, in the plain form that PDF/A-1 asks for.</summary>
public sealed class PdfFile
{
    private readonly List<byte[]> _objects = [];

    /// <summary>Keeps a number for an object that is written later.</summary>
    public int Reserve()
    {
        _objects.Add([]);
        return _objects.Count;
    }

    public int Add(string content)
    {
        var number = Reserve();
        Set(number, content);
        return number;
    }

    public void Set(int number, string content) => _objects[number - 1] = Encoding.Latin1.GetBytes(content);

    public int AddStream(string entries, byte[] data, bool compress = true)
    {
        var body = compress ? Deflate(data) : data;
        var filter = compress ? " /Filter /FlateDecode" : "";
        var stream = new MemoryStream();
        stream.Write(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<< {entries}{filter} /Length {body.Length} >>\nstream\n")));
        stream.Write(body);
        stream.Write("\nendstream"u8);
        _objects.Add(stream.ToArray());
        return _objects.Count;
    }

    public byte[] ToBytes(int catalog, int info, string fileId)
    {
        var file = new MemoryStream();
        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        Write("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        var places = new long[_objects.Count];
        for (var i = 0; i < _objects.Count; i++)
        {
            places[i] = file.Position;
            Write(string.Create(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n"));
            file.Write(_objects[i]);
            Write("\nendobj\n");
        }

        var table = file.Position;
        Write(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {_objects.Count + 1}\n0000000000 65535 f \n"));
        foreach (var place in places) Write(string.Create(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n"));
        Write(string.Create(CultureInfo.InvariantCulture,
            $"trailer\n<< /Size {_objects.Count + 1} /Root {catalog} 0 R /Info {info} 0 R /ID [<{fileId}> <{fileId}>] >>\nstartxref\n{table}\n%%EOF\n"));
        return file.ToArray();
    }

    /// <summary>A text string of the document information, in UTF-16 so that accents survive.</summary>
    public static string TextString(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static byte[] Deflate(byte[] data)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(data);
        return packed.ToArray();
    }
}
