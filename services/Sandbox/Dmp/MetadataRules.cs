using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sandbox.Dmp;

/// <summary>What the metadata of one document must say.</summary>
internal static partial class MetadataRules
{
    private static readonly string[] PracticeSettings =
        ["AMBULATOIRE", "AMO", "DEPISTAGE", "ESSMS", "ETABLISSEMENT", "HAD", "MAD", "PALLIATIF", "SAD", "SAMU_SMUR", "EXP_PATIENT", "SNR"];
    private static readonly string[] Visibilities = ["MASQUE_PS", "INVISIBLE_PATIENT", "INVISIBLE_REPRESENTANTS_LEGAUX"];

    private static readonly (string Scheme, string Name)[] Required =
    [
        ("93606bcf-9494-43ec-9b4e-a7748d1a838d", "author"), ("41a5887f-8865-4c09-adf7-e362475b143a", "classCode"), ("f0306f51-975f-434e-a61c-c59651d33983", "typeCode"),
        ("f4f85eac-e6cb-4883-b524-f2705394840f", "confidentialityCode"), ("a09d5840-386c-46f2-b5ad-9c3699a4309d", "formatCode"),
        ("f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1", "healthcareFacilityTypeCode"), ("cccf5598-8b07-4b77-a05e-ae952c785ead", "practiceSettingCode"),
    ];

    public static IEnumerable<RegistryError> Check(DepositedDocument document)
    {
        var entry = document.Entry;
        RegistryError Wrong(string what) => new("XDSRepositoryMetadataError", what, entry.Id);

        if (entry.Xml.Attribute("objectType")?.Value != DmpNames.StableDocument) yield return Wrong("objectType d'un document stable attendu");
        if (entry.Xml.Attribute("mimeType")?.Value != "text/xml") yield return Wrong("mimeType text/xml attendu");
        if (entry.Title.Length == 0) yield return Wrong("title manque");
        if (document.UniqueId.Length == 0 || document.UniqueId.Length > 128) yield return Wrong("uniqueId manque");
        foreach (var time in new[] { "creationTime", "serviceStartTime" })
            if (entry.Slot(time) is not [var value] || !IsTime(value)) yield return Wrong($"{time} attendu en UTC, AAAAMMJJhhmmss");
        if (entry.Slot("languageCode") is not ["fr-FR"]) yield return Wrong("languageCode fr-FR attendu");
        if (entry.Slot("sourcePatientId") is not [var source] || !SourceId().IsMatch(source)) yield return Wrong("sourcePatientId attendu : id^^^&oid&ISO^PI");
        foreach (var field in new[] { "PID-5|", "PID-7|", "PID-8|" })
            if (!entry.Slot("sourcePatientInfo").Any(i => i.StartsWith(field, StringComparison.Ordinal))) yield return Wrong($"sourcePatientInfo {field} manque");
        if (!entry.Slot("sourcePatientInfo").Any(IsBirthName)) yield return Wrong("sourcePatientInfo PID-5 attendu : NOM^PRENOM^LISTE DES PRENOMS^^^^L");
        if (entry.Slot("legalAuthenticator") is not [var responsible] || !IsPerson(responsible)) yield return Wrong("legalAuthenticator (XCN) manque ou est mal formé");
        foreach (var (scheme, name) in Required)
            if (!entry.Classifications(scheme).Any()) yield return Wrong($"{name} manque");
        foreach (var error in Codes(document)) yield return Wrong(error);
        foreach (var error in Shape(entry.Xml)) yield return Wrong(error);
        foreach (var author in entry.Classifications(Required[0].Scheme))
        {
            if (!RegistryObject.Values(author, "authorPerson").Any(IsPerson)) yield return Wrong("authorPerson (XCN) manque ou est mal formé");
            if (!RegistryObject.Values(author, "authorInstitution").Any(IsInstitution)) yield return Wrong("authorInstitution (XON) manque ou est mal formé");
        }

        if (document.Bytes is not { } bytes) yield return new("XDSMissingDocument", "le document annoncé n'est pas dans le message", entry.Id);
        else foreach (var error in Weight(entry, bytes)) yield return Wrong(error);
    }

    private static IEnumerable<string> Codes(DepositedDocument document)
    {
        var expected = DocumentClass.Of(document.TypeCode);
        if (expected is null) yield return $"typeCode {document.TypeCode} inconnu du DMP";
        else if (expected != document.ClassCode) yield return $"classCode {document.ClassCode} : le type {document.TypeCode} est de la classe {expected}";

        var levels = document.Confidentiality;
        if (levels.Count is 0 or > 4 || levels[0] != "N") yield return "confidentialityCode : N d'abord, puis trois visibilités au plus";
        if (levels.Skip(1).Any(l => !Visibilities.Contains(l)) || levels.Distinct().Count() != levels.Count) yield return "confidentialityCode : visibilité inconnue ou répétée";
        if (levels.Contains("MASQUE_PS") && levels.Contains("INVISIBLE_PATIENT")) yield return "MASQUE_PS et INVISIBLE_PATIENT ne vont pas ensemble";

        foreach (var sector in document.Entry.Classifications("f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1"))
            if (!Sector().IsMatch(RegistryObject.Code(sector))) yield return "healthcareFacilityTypeCode : secteur SA.. attendu";
        foreach (var setting in document.Entry.Classifications("cccf5598-8b07-4b77-a05e-ae952c785ead"))
            if (!PracticeSettings.Contains(RegistryObject.Code(setting))) yield return "practiceSettingCode inconnu";
    }

    /// <summary>Every classification and identifier is identified, attached to its object, and every code says its system.</summary>
    public static IEnumerable<string> Shape(XElement holder)
    {
        var id = holder.Attribute("id")?.Value;
        foreach (var part in holder.Elements().Where(e => e.Name.LocalName is "Classification" or "ExternalIdentifier"))
        {
            var name = part.Name.LocalName;
            if (string.IsNullOrEmpty(part.Attribute("id")?.Value)) yield return $"{name} sans id";
            if (part.Attribute(name == "Classification" ? "classifiedObject" : "registryObject")?.Value != id) yield return $"{name} rattaché à un autre objet";
            if (RegistryObject.Code(part).Length > 0 && RegistryObject.Values(part, "codingScheme").Count != 1) yield return $"codingScheme manque pour {RegistryObject.Code(part)}";
        }
    }

    private static IEnumerable<string> Weight(RegistryObject entry, byte[] bytes)
    {
#pragma warning disable CA5350 // XDS says SHA-1 : it names a document here, it protects nothing
        var hash = Convert.ToHexStringLower(SHA1.HashData(bytes));
#pragma warning restore CA5350
        if (entry.Slot("hash") is not [var announced] || !announced.Equals(hash, StringComparison.OrdinalIgnoreCase)) yield return "hash : ce n'est pas le SHA-1 du document reçu";
        if (entry.Slot("size") is not [var size] || size != bytes.Length.ToString(CultureInfo.InvariantCulture)) yield return "size : ce n'est pas la taille du document reçu";
    }

    public static bool IsTime(string text) =>
        DateTime.TryParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>XCN: the national identifier of a professional, a system or the person.</summary>
    public static bool IsPerson(string text) =>
        text.Split('^') is { Length: >= 13 } parts && parts[0].Length > 0 && parts[1].Length > 0
        && parts[8].StartsWith('&') && parts[8].EndsWith("&ISO", StringComparison.Ordinal) && parts[9] is "D" or "U" && parts[12] is "IDNPS" or "RI" or "NH" or "EI";

    /// <summary>PID-5: birth name, first given name, then the whole list of birth given names, which begins with that one.</summary>
    private static bool IsBirthName(string text) =>
        text.Split('^') is [var name, { Length: > 0 } first, { Length: > 0 } all, _, _, _, "L"] && name.Length > "PID-5|".Length && name.StartsWith("PID-5|", StringComparison.Ordinal)
        && Letters(all).StartsWith(Letters(first), StringComparison.OrdinalIgnoreCase);

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetter));

    /// <summary>XON: name and national identifier of a structure.</summary>
    public static bool IsInstitution(string text) =>
        text.Split('^') is { Length: >= 10 } parts && parts[0].Length > 0 && parts[5] == $"&{DmpNames.IdNatStruct}&ISO" && parts[6] == "IDNST" && parts[9].Length > 0;

    [GeneratedRegex(@"^[^\^]+\^\^\^&[0-9.]+&ISO\^(PI|NH)$", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex SourceId();

    [GeneratedRegex("^SA[0-9]{2}$", RegexOptions.None, 200)]
    private static partial Regex Sector();
}
