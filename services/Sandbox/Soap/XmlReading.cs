using System.Xml;
using System.Xml.Linq;

namespace Sandbox.Soap;

/// <summary>Reads XML that comes from outside: no DTD, no external entity, a ceiling on characters and depth.</summary>
internal static class XmlReading
{
    private const int DeepestLevel = 64;

    public static XDocument Read(byte[] bytes, long largest)
    {
        CheckDepth(bytes, largest);
        using var reader = XmlReader.Create(new MemoryStream(bytes), Settings(largest));
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    /// <summary>The same document for signature checks, which need System.Xml's own tree.</summary>
    public static XmlDocument ReadTree(byte[] bytes, long largest)
    {
        CheckDepth(bytes, largest);
        using var reader = XmlReader.Create(new MemoryStream(bytes), Settings(largest));
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.Load(reader);
        return document;
    }

    private static void CheckDepth(byte[] bytes, long largest)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes), Settings(largest));
        while (reader.Read())
            if (reader.Depth > DeepestLevel) throw new XmlException("Le message XML est trop imbriqué.");
    }

    private static XmlReaderSettings Settings(long largest) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = largest,
        MaxCharactersFromEntities = 0,
    };
}
