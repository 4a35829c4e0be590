namespace Documents.Cda;

/// <summary>All that the header of a CDA document says, before it is written as XML.</summary>
/// <param name="UniqueId">OID of this version, 64 characters at most.</param>
/// <param name="SetId">OID that all versions share.</param>
/// <param name="ReplacedId">OID of the version that this one replaces.</param>
/// <param name="Confidentiality">N, R or V; visibility is metadata, never in the CDA.</param>
public sealed record ClinicalDocument(string UniqueId, string SetId, int Version, string? ReplacedId, Coded Type, string Title, DateTimeOffset EffectiveAt,
    string Confidentiality, Subject Subject, Author Author, StructureIdentity Custodian, Author Authenticator, IReadOnlyList<Contact> Contacts,
    IReadOnlyList<string> RecipientAddresses, ProfessionalIdentity? TreatingDoctor, ServiceEvent Event, Encounter Encounter);

/// <summary>The person the document is about, with the traits of her identity. Matricule and its OID are there only when the identity is qualified.</summary>
/// <param name="BirthDate">yyyy-mm-dd as the identity holds it; day or month may be 00.</param>
/// <param name="BirthPlace">COG code in force at birth.</param>
public sealed record Subject(string Ipp, string IppOid, string? Matricule, string? MatriculeOid, string BirthName, string FirstBirthName, string BirthNames,
    string Sex, string BirthDate, string BirthPlace, string UsedName, string UsedFirstName)
{
    public bool Qualified => !string.IsNullOrEmpty(Matricule) && !string.IsNullOrEmpty(MatriculeOid);
}

/// <summary>A structure: national identifier is its prefix followed by its FINESS, e.g. 1990000028.</summary>
public sealed record StructureIdentity(string NationalId, string Name, Coded Sector, Coded Practice, string Phone, Address? Address);

public sealed record Address(string Line, string PostalCode, string City);

/// <param name="NationalId">8 + RPPS, or 3 + FINESS/local identifier for staff without RPPS.</param>
/// <param name="Civility">M or MME.</param>
/// <param name="Title">DR, PR… when there is one.</param>
public sealed record ProfessionalIdentity(string NationalId, Coded? Profession, string FamilyName, string GivenName, string Civility, string Title, string Phone = "");

/// <summary>Who wrote or signs, when, and for which structure. A software may write; only a person signs.</summary>
public sealed record Author(ProfessionalIdentity Professional, DateTimeOffset At, StructureIdentity Structure, bool IsSoftware = false);

/// <param name="Class">ECON to call in an emergency, NOK trusted person, CAREGIVER.</param>
public sealed record Contact(string Class, Coded? Relation, string FamilyName, string GivenName, string Phone);

/// <summary>The act the document tells of.</summary>
public sealed record ServiceEvent(Coded Code, DateTimeOffset StartsAt, DateTimeOffset? EndsAt);

/// <summary>The stay or care during which the document was made.</summary>
public sealed record Encounter(Coded? Code, DateTimeOffset StartsAt);
