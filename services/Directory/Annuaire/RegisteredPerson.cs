using Fhir;
using HealthDirectory.Mailboxes;
using HealthDirectory.Structures;

namespace HealthDirectory.Annuaire;

/// <summary>Reads the as-dp profiles: profession and savoir-faire on the person, mailboxes by their extension and never by their domain.</summary>
internal static class RegisteredPerson
{
    private const string MailboxExtension = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/as-ext-mailbox-mss-metadata";
    private const int LongestText = 200, MostMailboxes = 50;

    public static RegisteredProfessional Read(string rpps, Practitioner person, IReadOnlyList<PractitionerRole> roles, IReadOnlyList<Organization> structures)
    {
        var name = person.Name?.FirstOrDefault();
        var identity = new MailboxFacts("", "", "", NationalId: "8" + rpps, FamilyName: Text(name?.Family), GivenName: Text(name?.Given?.FirstOrDefault()));
        var mailboxes = Mailboxes(person.Telecom, identity).ToList();
        var activities = new List<RegisteredActivity>();
        foreach (var role in roles)
        {
            var structure = structures.FirstOrDefault(o => o.Id == role.Organization?.ReferenceValue?.Split('/')[^1]);
            activities.Add(new(Code(role.Code?.FirstOrDefault(), "TRE_R23"), Text(structure?.Name), FinessOf(structure)));
            mailboxes.AddRange(Mailboxes(role.Telecom, identity with { Finess = FinessOf(structure), StructureName = Text(structure?.Name) }));
        }
        var qualifications = person.Qualification?.Select(q => q.Code).ToList() ?? [];
        return new(rpps, identity.FamilyName, identity.GivenName, Text(name?.Suffix?.FirstOrDefault()), qualifications.Select(q => Code(q, "TRE_G15")).FirstOrDefault(c => c.Length > 0) ?? "",
            qualifications.Select(q => Code(q, "TRE_R38")).FirstOrDefault(c => c.Length > 0) ?? "", person.Active == true, activities, [.. mailboxes.DistinctBy(m => m.Address).Take(MostMailboxes)]);
    }

    public static RegisteredStructure Read(string finess, Organization structure)
    {
        var address = structure.Address?.FirstOrDefault();
        string TypeOf(string table) => structure.Type?.Select(t => Code(t, table)).FirstOrDefault(c => c.Length > 0) ?? "";
        var name = Text(structure.Name);
        return new(finess, name, structure.Active == true, TypeOf("TRE_R02"), TypeOf("TRE_R66"), structure.Type?.Any(t => t.Coding?.Any(c => c.Code == "LEGAL-ENTITY") == true) == true,
            Text(address?.Line?.FirstOrDefault()), Text(address?.PostalCode), Text(address?.City), [.. Mailboxes(structure.Telecom, new("", "", "", finess, name)).Take(MostMailboxes)]);
    }

    private static IEnumerable<MailboxFacts> Mailboxes(List<ContactPoint>? telecom, MailboxFacts holder)
    {
        foreach (var point in telecom ?? [])
        {
            var said = point.Extension?.FirstOrDefault(e => e.Url == MailboxExtension)?.Extension;
            if (said is null || point.Value is not { Length: > 0 and <= 254 } address || !Mailbox.Fits(address)) continue;
            var type = said.FirstOrDefault(e => e.Url == "type")?.ValueCodeableConcept?.Coding?.FirstOrDefault()?.Code;
            if (type is not ("PER" or "ORG" or "APP" or "CAB")) continue;
            yield return holder with
            {
                Address = address.Trim().ToLowerInvariant(), Type = type, Label = Text(said.FirstOrDefault(e => e.Url == "description")?.ValueString),
                Service = FoldedName.Of(Text(said.FirstOrDefault(e => e.Url == "service")?.ValueString)).ToLowerInvariant(), Unlisted = said.FirstOrDefault(e => e.Url == "listeRouge")?.ValueBoolean == true,
            };
        }
    }

    private static string FinessOf(Organization? structure) =>
        structure?.Identifier?.FirstOrDefault(i => i.System == "https://finess.esante.gouv.fr")?.Value is { } number && Finess.IsValid(number) ? number : "";

    // The table's name stands in the system: …/NOS/TRE_G15-ProfessionSante/FHIR/….
    private static string Code(CodeableConcept? concept, string table)
    {
        var code = concept?.Coding?.FirstOrDefault(c => c.System?.Contains(table, StringComparison.Ordinal) == true)?.Code;
        return code is { Length: <= 20 } ? code : "";
    }

    private static string Text(string? said) => said is null ? "" : said.Length > LongestText ? said[..LongestText] : said;
}
