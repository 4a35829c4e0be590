using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;

namespace Messaging.Xdm;

/// <summary>Opens IHE_XDM.ZIP without trusting it: sizes are counted while inflating, names may not climb, XML has no DTD.</summary>
public static class XdmReader
{
    private const string UniqueIdScheme = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";
    private const string PatientIdScheme = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427";
    private const string TypeCodeScheme = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983";

    public static XdmPackage Read(byte[] package, XdmLimits? limits = null)
    {
        limits ??= XdmLimits.Default;
        if (package.Length > limits.PackageBytes) throw new UnreadablePackageException("xdm-too-large", "The package is larger than what is accepted.");
        var files = Unzip(package, limits);
        var metadata = files.Where(f => f.Key.EndsWith("/METADATA.XML", StringComparison.Ordinal) && f.Key.StartsWith("IHE_XDM/", StringComparison.Ordinal)).ToList();
        if (metadata.Count != 1) throw new UnreadablePackageException("xdm-metadata", "The package must hold exactly one submission set.");
        var folder = metadata[0].Key[..^"METADATA.XML".Length];
        return Collect(Parse(metadata[0].Value, limits), folder, files);
    }

    private static XdmPackage Collect(XDocument metadata, string folder, Dictionary<string, byte[]> files)
    {
        var entries = metadata.Descendants().Where(e => e.Name.LocalName == "ExtrinsicObject").ToList();
        if (entries.Count == 0) throw new UnreadablePackageException("xdm-empty", "The package describes no document.");
        var patients = entries.Select(e => Identifier(e, PatientIdScheme) ?? "").Distinct(StringComparer.Ordinal).ToList();
        if (patients.Count != 1) throw new UnreadablePackageException("xdm-several-persons", "The package mixes several persons.");
        var cx = patients[0].Split('^');
        var oid = cx.Length > 3 ? cx[3].Split('&').ElementAtOrDefault(1) ?? "" : "";
        var info = entries.SelectMany(e => Slot(e, "sourcePatientInfo")).Distinct(StringComparer.Ordinal).ToList();
        return new(cx[0].ToUpperInvariant(), oid, info, [.. entries.Select(e => Document(e, folder, files))]);
    }

    private static XdmDocument Document(XElement entry, string folder, Dictionary<string, byte[]> files)
    {
        var uri = string.Concat(Slot(entry, "URI")).Replace('\\', '/');
        var name = (folder + uri).ToUpperInvariant();
        if (uri.Length == 0 || !files.TryGetValue(name, out var content)) throw new UnreadablePackageException("xdm-missing-document", "A document described is not in the package.");
        var size = Slot(entry, "size").FirstOrDefault();
        if (size is null || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var announced) || announced != content.Length) throw new UnreadablePackageException("xdm-size", "A document does not have the size announced.");
        var hash = Slot(entry, "hash").FirstOrDefault();
        if (hash is null || !hash.Equals(Convert.ToHexStringLower(SHA1.HashData(content)), StringComparison.OrdinalIgnoreCase)) throw new UnreadablePackageException("xdm-hash", "A document does not have the hash announced.");
        var type = entry.Elements().FirstOrDefault(e => e.Name.LocalName == "Classification" && (string?)e.Attribute("classificationScheme") == TypeCodeScheme);
        var title = entry.Elements().FirstOrDefault(e => e.Name.LocalName == "Name")?.Descendants().FirstOrDefault()?.Attribute("value")?.Value;
        return new(Identifier(entry, UniqueIdScheme) ?? "", (string?)type?.Attribute("nodeRepresentation") ?? "", title ?? "", (string?)entry.Attribute("mimeType") ?? "", content);
    }

    private static Dictionary<string, byte[]> Unzip(byte[] package, XdmLimits limits)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var total = 0;
        try
        {
            using var zip = new ZipArchive(new MemoryStream(package, writable: false), ZipArchiveMode.Read);
            if (zip.Entries.Count > limits.Entries) throw new UnreadablePackageException("xdm-too-many-files", "The package holds too many files.");
            foreach (var entry in zip.Entries)
            {
                var name = entry.FullName.Replace('\\', '/').ToUpperInvariant();
                if (name.EndsWith('/')) continue;
                if (!IsSafe(name)) throw new UnreadablePackageException("xdm-path", "The package names a file outside itself.");
                if (entry.IsEncrypted) throw new UnreadablePackageException("xdm-encrypted", "The package is encrypted.");
                var content = Inflate(entry, Math.Min(limits.EntryBytes, limits.TotalBytes - total));
                total += content.Length;
                if (!files.TryAdd(name, content)) throw new UnreadablePackageException("xdm-path", "The package names a file twice.");
            }
        }
        catch (InvalidDataException)
        {
            throw new UnreadablePackageException("xdm-not-a-zip", "The package is not a readable archive.");
        }
        return files;
    }

    private static bool IsSafe(string name) =>
        name.Length is > 0 and <= 200 && name[0] != '/' && !name.Contains(':', StringComparison.Ordinal) && !name.Any(char.IsControl) && !name.Split('/').Any(p => p is "" or "." or "..");

    /// <summary>The announced length is not believed: reading stops one byte past the cap.</summary>
    private static byte[] Inflate(ZipArchiveEntry entry, int cap)
    {
        using var stream = entry.Open();
        var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (content.Length + read > cap) throw new UnreadablePackageException("xdm-bomb", "The package inflates beyond what is accepted.");
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static XDocument Parse(byte[] xml, XdmLimits limits)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = limits.MetadataCharacters };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml), settings);
            return XDocument.Load(reader);
        }
        catch (XmlException)
        {
            throw new UnreadablePackageException("xdm-metadata", "The metadata are not readable XML.");
        }
    }

    private static List<string> Slot(XElement entry, string name) =>
        [.. entry.Elements().Where(e => e.Name.LocalName == "Slot" && (string?)e.Attribute("name") == name).Descendants().Where(e => e.Name.LocalName == "Value").Select(e => e.Value.Trim())];

    private static string? Identifier(XElement entry, string scheme) =>
        (string?)entry.Elements().FirstOrDefault(e => e.Name.LocalName == "ExternalIdentifier" && (string?)e.Attribute("identificationScheme") == scheme)?.Attribute("value");
}
