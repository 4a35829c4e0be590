namespace Sandbox.Insi;

/// <summary>A matricule and the authority that gave it.</summary>
public sealed record AssignedIns(string Matricule, string Oid);

/// <summary>A person of the national identity base.</summary>
public sealed record Individual(
    string Matricule,
    string Oid,
    string BirthName,
    string GivenNames,
    string Sex,
    string BirthDate,
    string? BirthPlace = null,
    string? GivenName = null,
    IReadOnlyList<AssignedIns>? History = null)
{
    /// <summary>Strict on the birth name, hyphens included; each given name asked for must be one of the list.</summary>
    public bool Matches(TraitSearch asked) =>
        BirthName == asked.BirthName && Sex == asked.Sex && BirthDate == asked.BirthDate
        && (asked.BirthPlace is null || BirthPlace is null || BirthPlace == asked.BirthPlace)
        && asked.GivenNames.SelectMany(g => g.Split(' ')).All(GivenNames.Split(' ').Contains);
}

/// <summary>The strict traits that a caller typed.</summary>
public sealed record TraitSearch(string BirthName, IReadOnlyList<string> GivenNames, string Sex, string BirthDate, string? BirthPlace);
