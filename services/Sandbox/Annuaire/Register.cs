namespace Sandbox.Annuaire;

/// <summary>An MSSanté mailbox; an unlisted one (liste rouge) may be written to but not shown.</summary>
public sealed record PublishedMailbox(string Address, string Type, string Description, string? Service = null, bool Unlisted = false);

/// <summary>A structure: FINESS legal or geographical entity, or a practice known by a technical identifier.</summary>
public sealed record RegisteredOrganization(
    string Id, string Name, string Sector, bool Legal, string Line, string PostalCode, string City, string? Finess = null, string? Technical = null,
    string? Category = null, string? PartOf = null, string? Email = null, IReadOnlyList<PublishedMailbox>? Mailboxes = null);

/// <summary>A professional; a closed entry keeps only identifiers and name.</summary>
public sealed record RegisteredPractitioner(
    string Id, string NationalId, string Family, string Given, string? Prefix = null, string? Suffix = null, string? Profession = null,
    string? Speciality = null, bool Closed = false, IReadOnlyList<PublishedMailbox>? Mailboxes = null);

/// <summary>A professional's activity in a structure.</summary>
public sealed record RegisteredRole(string Id, string Practitioner, string Organization, string Mode, IReadOnlyList<PublishedMailbox>? Mailboxes = null);

/// <summary>What the directory publishes.</summary>
public sealed record Register(
    string PublishedAt, IReadOnlyList<RegisteredOrganization> Organizations, IReadOnlyList<RegisteredPractitioner> Practitioners, IReadOnlyList<RegisteredRole> Roles)
{
    public static readonly Register Current = EmbeddedFile.Read<Register>("annuaire.json");
}
