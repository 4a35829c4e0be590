using Consent.BreakGlass;
using Consent.CareCircles;
using Consent.Consents;
using Consent.Grants;
using Consent.Measures;
using Consent.Oppositions;
using Consent.Places;

namespace Consent.Deciding;

/// <summary>All that decides about one person's data; replaced as a whole when any of it changes.</summary>
internal sealed class PersonRules
{
    public static readonly PersonRules Nothing = new();

    public UsagerPlace? Place { get; init; }
    public Opposition[] Oppositions { get; init; } = [];
    public CareCircleMember[] Circle { get; init; } = [];
    public PersonConsent[] Consents { get; init; } = [];
    public SharingNeed[] Needs { get; init; } = [];
    public LegalMeasure[] Measures { get; init; } = [];
    public AccessGrant[] Grants { get; init; } = [];
    public Opening[] Openings { get; init; } = [];
}
