using Consent.CareCircles;
using Consent.Consents;
using Consent.Deciding;
using Consent.Grants;
using Consent.Oppositions;
using Consent.Places;
using Contracts.Directory;

namespace Bench.Consents;

/// <summary>A large group: 10 000 persons in 200 units, 8 000 staff, 50 000 grants (accounts, circle, consents, needs, oppositions).</summary>
internal sealed class Region
{
    public const int Persons = 10_000, Staff = 8_000, Units = 200;

    private static readonly string[] Functions = ["ide", "aide-soignant", "medecin-coordonnateur", "animateur", "psychologue"];
    private static readonly string[] Categories = ["SOI", "IDT", "AVQ", "AGE", "MED"];
    private readonly DateTimeOffset _now;
    private readonly Guid[] _houses = [.. Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7())];
    private readonly Guid[] _units = [.. Enumerable.Range(0, Units).Select(_ => Guid.CreateVersion7())];

    public Region(DateTimeOffset now)
    {
        _now = now;
        Situations = [.. Enumerable.Range(0, Staff).Select(Situate)];
        Usagers = [.. Enumerable.Range(0, Persons).Select(_ => Guid.CreateVersion7())];
    }

    public Guid Tenant { get; } = Guid.CreateVersion7();
    public Guid[] Usagers { get; }
    public Situation[] Situations { get; }

    /// <summary>The rows of one person: a place and five grants on average.</summary>
    public PersonRules RulesOf(int person)
    {
        var usager = Usagers[person];
        var place = UsagerPlace.Of(Tenant, usager);
        place.Move(_houses[person % Units / 5], _units[person % Units], 0);
        var outsider = Outsider(person);
        var recipient = new Recipient(Professional: outsider.NationalId);
        var consent = PersonConsent.Record(Tenant, usager, new(ConsentKind.SHARE_OUT_OF_TEAM, ConsentDecision.Permit, ["SOI", "AGE"], [], "N", [recipient], ["coordination"], null, null), new(), new(), _now);
        consent.Activate("signature", "bench", _now);
        return new()
        {
            Place = place, Consents = [consent],
            Needs = [SharingNeed.State(Tenant, usager, new([recipient], ["SOI", "AGE"], [], "coordination", "L1110-4", "bench"), Guid.Empty, _now)],
            Circle = [CareCircleMember.Join(Tenant, usager, new("PRO", "Partenaire", outsider.NationalId, null, null, null), _now)],
            Grants = [Grant(usager, $"account-{person}", GrantHolder.Person), Grant(usager, $"relative-{person}", GrantHolder.Relative)],
            Oppositions = person % 20 == 0 ? [Opposition.Record(Tenant, usager, new("dmp", null, null), "", null, _now)] : [],
        };
    }

    /// <summary>A day's mix: most ask for their own unit, some for another's, some from outside by consent, some by their own account.</summary>
    /// <param name="onDuty">How many of the staff ask at all.</param>
    public (Question Question, Situation? Situation) Ask(int i, int onDuty = Staff)
    {
        var staff = i * 7919 % onDuty;
        var unit = staff % Units;
        var person = unit + (Units * (i * 31 % (Persons / Units)));
        var category = Categories[i % Categories.Length];
        return (i % 20) switch
        {
            < 14 => (Of(staff, person, category), Situations[staff]),
            < 18 => (Of(staff, (person + 1) % Persons, category), Situations[staff]),
            18 => (Of(Array.IndexOf(Situations, Outsider(person)), person, "SOI"), Outsider(person)),
            _ => (Of(0, person, "AGE") with { Account = new($"relative-{person}", "relative") }, null),
        };
    }

    private Question Of(int staff, int person, string category) => new(Guid.Parse(Situations[staff].SituationId), Usagers[person], category, "R", "coordination");

    // Of another house than the person's.
    private Situation Outsider(int person) => Situations[(person % Units + 7) % Units];

    private AccessGrant Grant(Guid usager, string account, GrantHolder holder) =>
        AccessGrant.Give(Tenant, usager, new(holder, account, "Proche", "", [GrantScope.Agenda], [], 2, null, false, "bench", null, null), _now);

    private Situation Situate(int staff)
    {
        var id = Guid.CreateVersion7();
        var situation = new Situation
        {
            SituationId = id.ToString(), TenantId = Tenant.ToString(), ProfessionalId = id.ToString(), NationalId = $"8{staff:D11}", Function = Functions[staff / Units % Functions.Length], FunctionLabel = "Fonction",
            EstablishmentId = _houses[staff % Units / 5].ToString(), Active = true, Category = "500", Finess = "990000028", StartsAt = _now.ToUnixTimeSeconds(),
        };
        situation.UnitIds.Add(_units[staff % Units].ToString());
        situation.UnitNames.Add($"Unité {staff % Units}");
        return situation;
    }
}
