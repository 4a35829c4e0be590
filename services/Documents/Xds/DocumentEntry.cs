using System.Security.Cryptography;
using Documents.Cda;
using Documents.Records;

namespace Documents.Xds;

/// <summary>The XDS metadata of one document, taken from its CDA header and from the exact bytes that leave.</summary>
public sealed record DocumentEntry(ClinicalDocument Document, DocumentType Type, Visibility Visibility, string Hash, int Size)
{
    /// <summary>The OID list of IHE format codes.</summary>
    public const string FormatSystem = "1.3.6.1.4.1.19376.1.2.3";

    public const string PdfLevelOne = "urn:ihe:iti:xds-sd:pdf:2008";

    public static DocumentEntry Of(ClinicalDocument document, Visibility visibility, byte[] cda)
    {
        var type = DocumentType.Find(document.Type.Code) ?? throw new InvalidOperationException($"The document type {document.Type.Code} has no class.");
        if (visibility.Fault() is { } fault) throw new InvalidOperationException(fault);
        return new(document, type, visibility, Sha1(cda), cda.Length);
    }

    public static string Sha1(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData(bytes));
}

/// <summary>The lot in which documents leave.</summary>
/// <param name="UniqueId">OID of the lot; the same on each retry of one deposit.</param>
/// <param name="SourceId">OID of the sending system.</param>
public sealed record SubmissionSet(string UniqueId, string SourceId, DateTimeOffset SubmittedAt, Author Author, Coded ContentType)
{
    /// <summary>The kind of stay says what the lot holds: a resident's stay is 03 (hospitalisation) in the national mapping.</summary>
    public static readonly Coded Stay = new("03", "Hospitalisation complète", "1.2.250.1.213.2.2");
}

/// <summary>The entry that a new version takes the place of, by the identifier that the registry gave it.</summary>
public sealed record ReplacedEntry(string EntryUuid);
