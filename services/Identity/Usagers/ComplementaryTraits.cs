using System.ComponentModel.DataAnnotations;

namespace Identity.Usagers;

/// <summary>What helps to recognise and reach a person. Always editable, never in place of a birth trait.</summary>
public sealed record ComplementaryTraits
{
    [MaxLength(100)] public string? UsedName { get; init; }
    [MaxLength(100)] public string? UsedGivenName { get; init; }
    [MaxLength(200)] public string? Address { get; init; }
    [MaxLength(20)] public string? PostalCode { get; init; }
    [MaxLength(100)] public string? City { get; init; }
    [MaxLength(30)] public string? Phone { get; init; }
    [MaxLength(200), EmailAddress] public string? Email { get; init; }

    public override string ToString() => "ComplementaryTraits";
}
