using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Sandbox.Soap;

namespace Sandbox.Dmp;

/// <summary>The header of the deposited CDA must say what the metadata say.</summary>
internal static class CdaRules
{
    private const long LargestDocument = 26L * 1024 * 1024;

    public static IEnumerable<RegistryError> Check(DepositedDocument document, PatientIns patient)
    {
        if (document.Bytes is not { } bytes) yield break;
        RegistryError Wrong(string what) => new("XDSRepositoryMetadataError", what, document.Entry.Id);

        var cda = Open(bytes);
        if (cda is null || cda.Name != DmpNames.Hl7 + "ClinicalDocument")
        {
            yield return Wrong("le document n'est pas un CDA R2 lisible");
            yield break;
        }

        foreach (var name in new[] { "realmCode", "typeId", "templateId", "title", "confidentialityCode", "setId", "versionNumber", "author", "custodian", "legalAuthenticator", "documentationOf", "componentOf", "component" })
            if (cda.Element(DmpNames.Hl7 + name) is null) yield return Wrong($"CDA : {name} manque");
        if (Id(cda.Element(DmpNames.Hl7 + "id")) != document.UniqueId) yield return Wrong("CDA : id n'est pas l'uniqueId des métadonnées");
        if (cda.Element(DmpNames.Hl7 + "code")?.Attribute("code")?.Value != document.TypeCode) yield return Wrong("CDA : code n'est pas le typeCode des métadonnées");
        var holders = cda.Elements(DmpNames.Hl7 + "recordTarget").Elements(DmpNames.Hl7 + "patientRole").Elements(DmpNames.Hl7 + "id");
        if (!holders.Any(i => i.Attribute("root")?.Value == patient.Oid && i.Attribute("extension")?.Value == patient.Matricule))
            yield return new("XDSPatientIdDoesNotMatch", "CDA : l'INS du patient n'est pas celui des métadonnées", document.Entry.Id);
        if (Instant(cda.Element(DmpNames.Hl7 + "effectiveTime")?.Attribute("value")?.Value) != document.Entry.Single("creationTime"))
            yield return Wrong("CDA : effectiveTime n'est pas le creationTime des métadonnées");
    }

    /// <summary>The document that the CDA says it replaces, or null.</summary>
    public static string? Replaced(DepositedDocument document) =>
        document.Bytes is { } bytes && Open(bytes)?.Elements(DmpNames.Hl7 + "relatedDocument").FirstOrDefault(r => r.Attribute("typeCode")?.Value == "RPLC") is { } related
            ? Id(related.Element(DmpNames.Hl7 + "parentDocument")?.Element(DmpNames.Hl7 + "id")) : null;

    private static XElement? Open(byte[] bytes)
    {
        try
        {
            return XmlReading.Read(bytes, LargestDocument).Root;
        }
        catch (XmlException)
        {
            return null;   // said by the caller: the document is not a readable CDA
        }
    }

    private static string? Id(XElement? id) =>
        id?.Attribute("root")?.Value is { } root ? id.Attribute("extension")?.Value is { Length: > 0 } extension ? $"{root}^{extension}" : root : null;

    private static string? Instant(string? hl7) =>
        hl7 is { Length: 19 } && DateTimeOffset.TryParseExact(hl7.Insert(17, ":"), "yyyyMMddHHmmsszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? instant.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) : null;
}
