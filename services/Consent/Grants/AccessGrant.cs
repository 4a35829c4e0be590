using Consent.Deciding;
using Contracts.Consent;
using Platform;

namespace Consent.Grants;

/// <summary>Who an account outside of the staff belongs to.</summary>
public enum GrantHolder
{
    Person, Relative, Parent, Representative,
}

/// <summary>What a person opens to a relative.</summary>
public enum GrantScope
{
    Agenda, Messages, Documents, Billing,
}

/// <summary>What opens a person's data to her own account, or to somebody close: scope, level, categories hidden, period and proof.</summary>
public sealed class AccessGrant : IOfPerson
{
    private AccessGrant() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public GrantHolder Holder { get; private init; }

    /// <summary><c>sub</c> of the account that signs in.</summary>
    public string Account { get; private init; } = "";

    public string Name { get; private init; } = "";

    /// <summary>fille, fils, mère, mandataire…</summary>
    public string Relation { get; private init; } = "";

    /// <summary>For a relative; the others have all of their row of the matrix.</summary>
    public List<GrantScope> Scopes { get; private set; } = [];

    public List<string> HiddenCategories { get; private set; } = [];

    /// <summary>0 none, 1 read, 2 request, 3 manage alone (the person only).</summary>
    public int Level { get; private set; }

    /// <summary>The measure a representative acts by.</summary>
    public Guid? MeasureId { get; private init; }

    /// <summary>The person has expressly agreed, where the measure only assists.</summary>
    public bool AgreedByPerson { get; private init; }

    public string Proof { get; private init; } = "";
    public DateTimeOffset StartsAt { get; private init; }
    public DateTimeOffset? EndsAt { get; private init; }
    public DateTimeOffset? ReviewAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>The grant that speaks for this account now: a newer one when this one had ended, or the kept person's when two identities were one.</summary>
    public Guid? GaveWayTo { get; private set; }

    public int Version { get; private set; }

    public static AccessGrant Give(Guid tenantId, Guid usagerId, GrantFacts facts, DateTimeOffset now)
    {
        RequireLevel(facts.Holder, facts.Level);
        if (facts is { Holder: GrantHolder.Relative, Scopes.Count: 0 }) throw new BadInputException("grant-without-scope", "Indiquez ce que la personne ouvre à son proche : agenda, messages, documents ou facturation.");
        if (facts is { Holder: GrantHolder.Representative, MeasureId: null }) throw new BadInputException("measure-unknown", "Indiquez la mesure au titre de laquelle le représentant accède au dossier.");
        if (facts.To <= (facts.From ?? now)) throw new BadInputException("grant-period", "La fin de l'autorisation doit suivre son début. Corrigez les dates.");
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, Holder = facts.Holder, Account = facts.Account, Name = facts.Name, Relation = facts.Relation, Scopes = [.. facts.Scopes],
            HiddenCategories = [.. facts.HiddenCategories], Level = facts.Level, MeasureId = facts.MeasureId, AgreedByPerson = facts.AgreedByPerson, Proof = facts.Proof, StartsAt = facts.From ?? now,
            EndsAt = facts.To, ReviewAt = now.AddMonths(12),
        };
    }

    public ConsentChanged Given(DateTimeOffset now) => new(Id, UsagerId, "FAMILY_ACCESS", "active", now);

    /// <summary>The level is set with the person, dated, and looked at again within a year.</summary>
    public ConsentChanged SetLevel(int level, DateTimeOffset now)
    {
        RequireLevel(Holder, level);
        if (RevokedAt is not null) throw new RuleBrokenException("grant-revoked", "Cette autorisation est retirée. Donnez-en une nouvelle.");
        (Level, ReviewAt) = (level, now.AddMonths(12));
        Version++;
        return new(Id, UsagerId, "FAMILY_ACCESS", "active", now);
    }

    public ConsentChanged Revoke(DateTimeOffset now)
    {
        if (RevokedAt is not null) throw new RuleBrokenException("grant-revoked", "Cette autorisation est déjà retirée. Rafraîchissez la liste.");
        RevokedAt = now;
        Version++;
        return new(Id, UsagerId, "FAMILY_ACCESS", "withdrawn", now);
    }

    /// <summary>Of two grants of an account for one person, the one that ends first gives way; the other says what is hidden, and one withdrawal ends both.</summary>
    internal void GiveWay(AccessGrant to) => (GaveWayTo, Version) = (to.Id, Version + 1);

    internal void StandAgain() => (GaveWayTo, Version) = (null, Version + 1);

    internal bool Stands => RevokedAt is null && GaveWayTo is null;

    internal bool EndedBy(DateTimeOffset now) => EndsAt <= now;

    internal bool Outlasts(AccessGrant other) => other.EndsAt is { } end && (EndsAt is not { } mine || mine > end);

    /// <summary>By the same right: a representative has one for each measure.</summary>
    internal bool SameRightAs(AccessGrant other) => (Account, Holder) == (other.Account, other.Holder) && (Holder != GrantHolder.Representative || MeasureId == other.MeasureId);

    /// <summary>The person's own grant opens to the account of a person; an invitation to somebody close never becomes hers.</summary>
    internal bool Holds(Account account, DateTimeOffset now) =>
        Stands && Account == account.Subject && (Holder != GrantHolder.Person || account.Kind == "person") && StartsAt <= now && (EndsAt is not { } end || now < end);

    internal bool Hides(string category) => HiddenCategories.Contains(category) || (Holder == GrantHolder.Relative && !Scopes.Exists(scope => InScope(scope, category)));

    private static bool InScope(GrantScope scope, string category) => (scope, category) switch
    {
        (GrantScope.Agenda, "AGE") or (GrantScope.Messages, "MSG" or "TEL") or (GrantScope.Documents, "PPA") or (GrantScope.Billing, "FIN") => true,
        (_, "EVT") => true,   // a complaint is always heard
        _ => false,
    };

    private static void RequireLevel(GrantHolder holder, int level)
    {
        if (level > 2 && holder is not GrantHolder.Person) throw new BadInputException("level-too-high", "Un proche peut consulter ou demander, pas décider seul : choisissez un niveau de 0 à 2.");
    }
}

public sealed record GrantFacts(GrantHolder Holder, string Account, string Name, string Relation, IReadOnlyList<GrantScope> Scopes, IReadOnlyList<string> HiddenCategories, int Level,
    Guid? MeasureId, bool AgreedByPerson, string Proof, DateTimeOffset? From, DateTimeOffset? To);
