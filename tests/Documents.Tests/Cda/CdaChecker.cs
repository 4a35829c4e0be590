using System.Xml.Linq;

namespace Documents.Tests.Cda;

/// <summary>Checks a CDA document against the order of the CDA R2 schema and the header rules of the CI-SIS sheet. The schema itself is not to be had by package.</summary>
internal static class CdaChecker
{
    private static readonly XNamespace Hl7 = "urn:hl7-org:v3";
    private static readonly XName Null = "nullFlavor";

    private static readonly Dictionary<string, string> Orders = new()
    {
        ["ClinicalDocument"] = "realmCode typeId templateId id code title effectiveTime confidentialityCode languageCode setId versionNumber copyTime recordTarget author dataEnterer informant custodian informationRecipient legalAuthenticator authenticator participant inFulfillmentOf documentationOf relatedDocument authorization componentOf component",
        ["patientRole"] = "id addr telecom patient providerOrganization",
        ["patient"] = "id name administrativeGenderCode birthTime multipleBirthInd multipleBirthOrderNumber maritalStatusCode religiousAffiliationCode raceCode ethnicGroupCode guardian birthplace languageCommunication",
        ["author"] = "functionCode time assignedAuthor",
        ["assignedAuthor"] = "id code addr telecom assignedPerson assignedAuthoringDevice representedOrganization",
        ["assignedEntity"] = "id code addr telecom assignedPerson representedOrganization",
        ["representedOrganization"] = "id name telecom addr standardIndustryClassCode asOrganizationPartOf",
        ["representedCustodianOrganization"] = "id name telecom addr",
        ["relatedEntity"] = "code addr telecom effectiveTime relatedPerson",
        ["intendedRecipient"] = "id addr telecom informationRecipient receivedOrganization",
        ["legalAuthenticator"] = "time signatureCode assignedEntity",
        ["participant"] = "functionCode time associatedEntity",
        ["associatedEntity"] = "id code addr telecom associatedPerson scopingOrganization",
        ["serviceEvent"] = "id code effectiveTime performer",
        ["performer"] = "functionCode time assignedEntity",
        ["encompassingEncounter"] = "id code effectiveTime dischargeDispositionCode responsibleParty encounterParticipant location",
        ["healthCareFacility"] = "id code location serviceProviderOrganization",
    };

    private static readonly string[] Once = ["realmCode", "typeId", "id", "code", "title", "effectiveTime", "confidentialityCode", "languageCode", "setId", "versionNumber", "custodian", "legalAuthenticator", "componentOf", "component"];

    public static IReadOnlyList<string> Faults(XElement document) => [.. Find(document)];

    private static IEnumerable<string> Find(XElement d)
    {
        if (d.Name != Hl7 + "ClinicalDocument") yield return "the root is not a ClinicalDocument";
        foreach (var element in d.DescendantsAndSelf().Where(e => Orders.ContainsKey(e.Name.LocalName)))
        {
            var order = Orders[element.Name.LocalName].Split(' ');
            var places = element.Elements().Select(e => Array.IndexOf(order, e.Name.LocalName)).ToList();
            if (places.Contains(-1)) yield return $"{element.Name.LocalName} holds {element.Elements().First(e => !order.Contains(e.Name.LocalName)).Name.LocalName}";
            else if (!places.SequenceEqual(places.Order())) yield return $"the parts of {element.Name.LocalName} are out of order";
        }

        foreach (var name in Once)
        {
            var found = d.Elements(Hl7 + name).ToList();
            if (found.Count != 1) yield return $"{name} appears {found.Count} times";
            else if (found[0].Attribute(Null) is not null) yield return $"{name} has a nullFlavor";
        }

        foreach (var name in new[] { "recordTarget", "author", "documentationOf" }.Where(n => d.Element(Hl7 + n) is null)) yield return $"{name} is missing";
        foreach (var fault in Identification(d).Concat(Parties(d)).Concat(Person(d))) yield return fault;
        foreach (var empty in d.Descendants().Where(e => !e.HasAttributes && !e.HasElements && e.Value.Trim().Length == 0)) yield return $"{empty.Name.LocalName} is empty";
    }

    private static IEnumerable<string> Identification(XElement d)
    {
        var code = d.Element(Hl7 + "code");
        if (new[] { "code", "displayName", "codeSystem" }.Any(a => string.IsNullOrEmpty((string?)code?.Attribute(a)))) yield return "the type lacks its code, label or system";
        if (d.Elements(Hl7 + "templateId").Select(t => (string?)t.Attribute("root")).Take(2).ToList() is not ["2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1"]) yield return "the first two templates are not HL7 France and CI-SIS";
        var root = (string?)d.Element(Hl7 + "id")?.Attribute("root") ?? "";
        if (root.Length is 0 or > 64) yield return "the identifier is not an OID of 64 characters at most";
        foreach (var time in d.Elements(Hl7 + "effectiveTime").Concat(d.Elements(Hl7 + "author").Elements(Hl7 + "time")).Concat(d.Elements(Hl7 + "legalAuthenticator").Elements(Hl7 + "time")))
            if (!System.Text.RegularExpressions.Regex.IsMatch((string?)time.Attribute("value") ?? "", @"^\d{14}[+-]\d{4}$")) yield return $"{time.Parent!.Name.LocalName}/{time.Name.LocalName} has no zone";
        if ((string?)d.Element(Hl7 + "confidentialityCode")?.Attribute("code") is not ("N" or "R" or "V")) yield return "the confidentiality is not N, R or V";
        if ((int?)d.Element(Hl7 + "versionNumber")?.Attribute("value") is not >= 1) yield return "the version is below 1";
    }

    private static IEnumerable<string> Parties(XElement d)
    {
        var serviceEvent = d.Elements(Hl7 + "documentationOf").Elements(Hl7 + "serviceEvent").FirstOrDefault();
        if (serviceEvent?.Element(Hl7 + "effectiveTime")?.Element(Hl7 + "low") is null) yield return "the act has no beginning";
        if (serviceEvent?.Descendants(Hl7 + "standardIndustryClassCode").FirstOrDefault() is null) yield return "the performer's structure has no practice setting";
        var facility = d.Element(Hl7 + "componentOf")?.Descendants(Hl7 + "healthCareFacility").FirstOrDefault();
        if (facility?.Element(Hl7 + "code") is null) yield return "the facility has no code";
        foreach (var entity in d.Elements(Hl7 + "author").Elements(Hl7 + "assignedAuthor"))
            if (entity.Element(Hl7 + "code") is null || entity.Element(Hl7 + "representedOrganization") is null) yield return "the author has no code or no structure";
        var signer = d.Element(Hl7 + "legalAuthenticator");
        if ((string?)signer?.Element(Hl7 + "signatureCode")?.Attribute("code") != "S" || signer.Descendants(Hl7 + "family").FirstOrDefault() is null) yield return "the signer is not named or has not signed";
        foreach (var telecom in d.Descendants(Hl7 + "telecom"))
            if (telecom.Attribute("value") is null == telecom.Attribute(Null) is null) yield return "a telecom has neither or both of a value and a nullFlavor";
    }

    private static IEnumerable<string> Person(XElement d)
    {
        var role = d.Descendants(Hl7 + "patientRole").FirstOrDefault();
        var ins = role?.Elements(Hl7 + "id").FirstOrDefault(i => ((string?)i.Attribute("root"))?.StartsWith("1.2.250.1.213.1.4.", StringComparison.Ordinal) == true);
        if (ins is null) yield break;
        var name = role!.Element(Hl7 + "patient")!.Element(Hl7 + "name")!;
        if (((string?)ins.Attribute("extension"))?.Length != 15) yield return "the matricule has not 15 characters";
        if (!name.Elements(Hl7 + "family").Any(f => (string?)f.Attribute("qualifier") == "BR")) yield return "no birth name";
        if (name.Elements(Hl7 + "given").FirstOrDefault() is not { } first || first.Attribute("qualifier") is not null) yield return "no list of birth given names before the first one";
        if (!name.Elements(Hl7 + "given").Any(f => (string?)f.Attribute("qualifier") == "BR")) yield return "no first birth given name";
        if (role.Descendants(Hl7 + "birthplace").Descendants(Hl7 + "county").FirstOrDefault()?.Value.Length != 5) yield return "no place of birth";
    }
}
