using System.IO.Compression;
using System.Net;
using System.Text;

namespace Messaging.Xdm;

/// <summary>What a package holds besides its documents.</summary>
public sealed record XdmCover(string Structure, string Software, string Title, string Person, DateTimeOffset MadeAt);

/// <summary>Writes IHE_XDM.ZIP: one submission set, names 8.3 in capitals (cda-documents §8).</summary>
public static class XdmWriter
{
    public const string FileName = "IHE_XDM.ZIP";
    private const string Folder = "IHE_XDM/SUBSET01/";

    public static string DocumentName(int index) => $"DOC{index + 1:D5}.XML";

    public static byte[] Write(XdmCover cover, byte[] metadata, IReadOnlyList<byte[]> documents)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "INDEX.HTM", Encoding.UTF8.GetBytes(Index(cover, documents.Count)), cover.MadeAt);
            Add(zip, "README.TXT", Encoding.UTF8.GetBytes(Readme(cover)), cover.MadeAt);
            Add(zip, Folder + "METADATA.XML", metadata, cover.MadeAt);
            for (var i = 0; i < documents.Count; i++) Add(zip, Folder + DocumentName(i), documents[i], cover.MadeAt);
        }
        return bytes.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] content, DateTimeOffset at)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = at;
        using var stream = entry.Open();
        stream.Write(content);
    }

    private static string Index(XdmCover cover, int documents)
    {
        var links = string.Concat(Enumerable.Range(0, documents).Select(i => $"<li><a href=\"{Folder}{DocumentName(i)}\">{WebUtility.HtmlEncode(cover.Title)} ({i + 1})</a></li>"));
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML Basic 1.1//EN" "http://www.w3.org/TR/xhtml-basic/xhtml-basic11.dtd">
            <html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr"><head><title>{WebUtility.HtmlEncode(cover.Title)}</title></head>
            <body><h1>{WebUtility.HtmlEncode(cover.Title)}</h1>
            <p>Émetteur : {WebUtility.HtmlEncode(cover.Structure)}</p><p>Personne : {WebUtility.HtmlEncode(cover.Person)}</p><p>Envoyé le {cover.MadeAt.UtcDateTime:dd/MM/yyyy HH:mm} (UTC)</p>
            <ul>{links}</ul><p><a href="README.TXT">README.TXT</a></p></body></html>
            """;
    }

    private static string Readme(XdmCover cover) =>
        $"Structure émettrice : {cover.Structure}\r\nLogiciel : {cover.Software}\r\nContenu : documents de santé au format CDA R2, profil IHE XDM, pour un seul usager.\r\nOuvrir INDEX.HTM pour la liste des documents.\r\n";
}
