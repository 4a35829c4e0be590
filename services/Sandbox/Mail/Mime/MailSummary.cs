using System.IO.Compression;
using System.Security.Cryptography;

namespace Sandbox.Mail.Mime;

/// <summary>An attachment, and what is inside when it is an IHE_XDM archive.</summary>
public sealed record AttachmentView(int Index, string Name, string Type, int Size, IReadOnlyList<ArchiveEntryView>? Entries, string? Problem);

/// <summary>One file of an archive with its SHA-1, which METADATA.XML must repeat.</summary>
public sealed record ArchiveEntryView(string Name, long Size, string Sha1);

/// <summary>Reads from a mail what a reader sees: its text and its attachments.</summary>
internal static class MailSummary
{
    private const int MostEntries = 100;
    private const long MostUnpacked = 60L * 1024 * 1024;

    public static string Body(MimePart mail) =>
        mail.Leaves().FirstOrDefault(part => part.Type.Value == "text/plain" && part.FileName is null)?.DecodedText().TrimEnd('\r', '\n') ?? "";

    public static IReadOnlyList<MimePart> AttachmentsOf(MimePart mail) => [.. mail.Leaves().Where(part => part.FileName is not null)];

    public static IReadOnlyList<AttachmentView> Attachments(MimePart mail) => [.. AttachmentsOf(mail).Select(View)];

    private static AttachmentView View(MimePart part, int index)
    {
        var content = part.Decoded();
        var name = part.FileName!;
        if (!name.Equals("IHE_XDM.ZIP", StringComparison.OrdinalIgnoreCase)) return new(index, name, part.Type.Value, content.Length, null, null);
        try
        {
            return new(index, name, part.Type.Value, content.Length, Entries(content), null);
        }
        catch (InvalidDataException broken)
        {
            return new(index, name, part.Type.Value, content.Length, null, broken.Message);
        }
    }

    private static List<ArchiveEntryView> Entries(byte[] content)
    {
        using var archive = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
        if (archive.Entries.Count > MostEntries) throw new InvalidDataException("Too many files in the archive.");
        var entries = new List<ArchiveEntryView>();
        var unpacked = 0L;
        foreach (var entry in archive.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            using var file = entry.Open();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
            var (size, buffer) = (0L, new byte[81920]);
            for (int read; (read = file.Read(buffer)) > 0; size += read)
            {
                if ((unpacked += read) > MostUnpacked) throw new InvalidDataException("The archive unpacks to more than the limit.");
                hash.AppendData(buffer, 0, read);
            }

            entries.Add(new(entry.FullName, size, Convert.ToHexStringLower(hash.GetHashAndReset())));
        }

        return entries;
    }
}
