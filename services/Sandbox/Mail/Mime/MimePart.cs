namespace Sandbox.Mail.Mime;

/// <summary>A mail or a part of one, read in place. Hostile mails are bounded: depth and number of parts.</summary>
internal sealed class MimePart
{
    private const int Deepest = 12;
    private const int MostParts = 200;
    private readonly HeaderBlock _head;

    private MimePart(ReadOnlyMemory<byte> source, HeaderBlock head, StructuredValue type) => (Source, _head, Type) = (source, head, type);

    /// <summary>Header section and body.</summary>
    public ReadOnlyMemory<byte> Source { get; }

    public ReadOnlyMemory<byte> HeaderSection => Source[.._head.End];

    public ReadOnlyMemory<byte> Body => Source[_head.End..];

    public StructuredValue Type { get; }

    public IReadOnlyList<HeaderField> Headers => _head.Fields;

    public bool HeadersAreBroken => _head.Broken;

    /// <summary>The parts of a multipart.</summary>
    public IReadOnlyList<MimePart> Parts { get; private init; } = [];

    /// <summary>The mail inside a message/rfc822 part.</summary>
    public MimePart? Enclosed { get; private init; }

    public bool IsMultipart => Parts.Count > 0;

    public string? FileName => Disposition?["filename"] ?? Type["name"];

    public StructuredValue? Disposition => Header("Content-Disposition") is { } raw ? StructuredValue.Read(raw) : null;

    public string Encoding => (Header("Content-Transfer-Encoding") ?? "7bit").ToLowerInvariant();

    public static MimePart Read(ReadOnlyMemory<byte> source)
    {
        var budget = MostParts;
        return Read(source, 0, ref budget);
    }

    public string? Header(string name) => Headers.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Raw;

    public string? Text(string name) => Header(name) is { } raw ? EncodedWords.Read(raw) : null;

    public byte[] Decoded() => TransferEncoding.Decode(Body.Span, Encoding);

    public string DecodedText() => EncodedWords.Charset(Type["charset"]).GetString(Decoded());

    public IEnumerable<MimePart> Leaves() => IsMultipart ? Parts.SelectMany(part => part.Leaves()) : [this];

    private static MimePart Read(ReadOnlyMemory<byte> source, int depth, ref int budget)
    {
        budget--;
        var head = HeaderBlock.Read(source.Span);
        var raw = head.Fields.FirstOrDefault(field => field.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))?.Raw;
        var type = StructuredValue.Read(raw ?? "text/plain");
        var body = source[head.End..];
        if (depth >= Deepest || budget <= 0) return new(source, head, type);
        if (type.Value == "message/rfc822") return new(source, head, type) { Enclosed = Read(body, depth + 1, ref budget) };
        if (!type.Value.StartsWith("multipart/", StringComparison.Ordinal) || type["boundary"] is not { Length: > 0 } boundary) return new(source, head, type);

        var parts = new List<MimePart>();
        foreach (var range in Sections(body.Span, "--" + boundary))
        {
            if (budget <= 0) break;
            parts.Add(Read(body[range], depth + 1, ref budget));
        }

        return new(source, head, type) { Parts = parts };
    }

    // The line break before a boundary belongs to the boundary.
    private static List<Range> Sections(ReadOnlySpan<byte> body, string delimiter)
    {
        var mark = System.Text.Encoding.Latin1.GetBytes(delimiter);
        var (sections, start, at) = (new List<Range>(), -1, 0);
        while (at < body.Length)
        {
            var length = body[at..].IndexOf((byte)'\n');
            var next = length < 0 ? body.Length : at + length + 1;
            var line = body[at..next];
            if (line.StartsWith(mark))
            {
                var rest = System.Text.Encoding.Latin1.GetString(line[mark.Length..]).TrimEnd();
                if (rest is "" or "--")
                {
                    if (start >= 0) sections.Add(start..Math.Max(start, BeforeBreak(body, at)));
                    start = rest.Length == 0 ? next : -1;
                    if (rest == "--") return sections;
                }
            }

            at = next;
        }

        if (start >= 0) sections.Add(start..body.Length);
        return sections;
    }

    private static int BeforeBreak(ReadOnlySpan<byte> body, int at)
    {
        if (at > 0 && body[at - 1] == '\n') at--;
        if (at > 0 && body[at - 1] == '\r') at--;
        return at;
    }
}
