using Fhir;

namespace Sandbox.Annuaire;

/// <summary>The register as the FHIR resources of the Annuaire Santé (profiles as-dp-…).</summary>
internal static class Publication
{
    public const string Idnps = "urn:oid:1.2.250.1.71.4.2.1";
    public const string Rpps = "https://rpps.esante.gouv.fr";
    public const string Idnst = "urn:oid:1.2.250.1.71.4.2.2";
    public const string Finess = "https://finess.esante.gouv.fr";
    public const string Technical = "https://annuaire.sante.fr";
    public const string IdentifierType = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203";
    public const string OrganizationType = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-type-organisation";
    public const string MailboxExtension = Extensions + "as-ext-mailbox-mss-metadata";
    private const string Extensions = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/";

    public static IReadOnlyList<Practitioner> Practitioners { get; } = [.. Register.Current.Practitioners.Select(Of)];

    public static IReadOnlyList<PractitionerRole> Roles { get; } = [.. Register.Current.Roles.Select(Of)];

    public static IReadOnlyList<Organization> Organizations { get; } = [.. Register.Current.Organizations.Select(Of)];

    private static Practitioner Of(RegisteredPractitioner entry) => new()
    {
        Id = entry.Id,
        Meta = About("as-dp-practitioner"),
        Identifier = [Id(Idnps, entry.NationalId, "IDNPS", "official"), Id(Rpps, entry.NationalId[1..], "RPPS")],
        Active = !entry.Closed,
        Name = [new() { Use = "official", Family = entry.Family, Given = [entry.Given], Prefix = entry.Prefix is null ? null : [entry.Prefix], Suffix = entry.Suffix is null ? null : [entry.Suffix] }],
        Telecom = Telecom(entry.Mailboxes, null),
        Qualification = entry.Profession is null ? null :
            [Qualification(Nos("TRE_G15-ProfessionSante"), entry.Profession), .. entry.Speciality is null ? [] : new[] { Qualification(Nos("TRE_R38-SpecialiteOrdinale"), entry.Speciality) }],
    };

    private static PractitionerRole Of(RegisteredRole entry) => new()
    {
        Id = entry.Id,
        Meta = About("as-dp-practitionerrole"),
        Identifier = [Id(Technical, entry.Id, "INTRN")],
        Active = true,
        Practitioner = new() { ReferenceValue = "Practitioner/" + entry.Practitioner },
        Organization = new() { ReferenceValue = "Organization/" + entry.Organization },
        Code = [Concept(Nos("TRE_R23-ModeExercice"), entry.Mode)],
        Telecom = Telecom(entry.Mailboxes, null),
    };

    private static Organization Of(RegisteredOrganization entry) => new()
    {
        Id = entry.Id,
        Meta = About("as-dp-organization"),
        Identifier = entry.Finess is { } finess
            ? [Id(Idnst, "1" + finess, "IDNST", "official"), Id(Finess, finess, entry.Legal ? "FINEJ" : "FINEG"), Id(Technical, "F" + finess, "INTRN")]
            : [Id(Technical, entry.Technical!, "INTRN", "official")],
        Active = true,
        Type =
        [
            Concept(OrganizationType, entry.Legal ? "LEGAL-ENTITY" : "GEOGRAPHICAL-ENTITY"), Concept(Nos("TRE_R02-SecteurActivite"), entry.Sector),
            .. entry.Category is null ? [] : new[] { Concept(Nos("TRE_R66-CategorieEtablissement"), entry.Category) },
        ],
        Name = entry.Name,
        Telecom = Telecom(entry.Mailboxes, entry.Email),
        Address = [new() { Line = [entry.Line], PostalCode = entry.PostalCode, City = entry.City, Country = "FR" }],
        PartOf = entry.PartOf is null ? null : new() { ReferenceValue = "Organization/" + entry.PartOf },
    };

    /// <summary>The MSSanté mailboxes of a resource: the extension tells them from ordinary addresses.</summary>
    public static IEnumerable<string> Mailboxes(List<ContactPoint>? telecom) =>
        (telecom ?? []).Where(t => t.Extension?.Any(e => e.Url == MailboxExtension) == true).Select(t => t.Value!);

    private static List<ContactPoint>? Telecom(IReadOnlyList<PublishedMailbox>? mailboxes, string? email)
    {
        var points = (mailboxes ?? []).Select(Mailbox).ToList();
        if (email is not null) points.Add(new() { System = "email", Value = email });
        return points.Count == 0 ? null : points;
    }

    private static ContactPoint Mailbox(PublishedMailbox mailbox) => new()
    {
        System = "email",
        Value = mailbox.Address,
        Extension =
        [
            new()
            {
                Url = MailboxExtension,
                Extension =
                [
                    new() { Url = "type", ValueCodeableConcept = Concept(Nos("TRE_R257-TypeBAL"), mailbox.Type) },
                    new() { Url = "description", ValueString = mailbox.Description },
                    .. mailbox.Service is null ? [] : new[] { new Extension { Url = "service", ValueString = mailbox.Service } },
                    new() { Url = "digitization", ValueBoolean = true },
                    new() { Url = "listeRouge", ValueBoolean = mailbox.Unlisted },
                ],
            },
        ],
    };

    private static Meta About(string profile) => new() { LastUpdated = Register.Current.PublishedAt, Source = Technical, Profile = [Extensions + profile] };

    private static Identifier Id(string system, string value, string type, string? use = null) =>
        new() { Use = use, Type = Concept(IdentifierType, type), System = system, Value = value };

    private static PractitionerQualification Qualification(string system, string code) => new() { Code = Concept(system, code) };

    private static CodeableConcept Concept(string system, string code) => new() { Coding = [new() { System = system, Code = code }] };

    private static string Nos(string name) => $"https://mos.esante.gouv.fr/NOS/{name}/FHIR/{name.Replace('_', '-')}";
}
