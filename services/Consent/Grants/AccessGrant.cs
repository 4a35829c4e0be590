using Consent.Deciding;
using Contracts.Consent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
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

    /// <summary>The person's own grant opens to the account of a person; an invitation to somebody close never becomes hers.</summary>
    internal bool Holds(Account account, DateTimeOffset now) =>
        Account == account.Subject && (Holder != GrantHolder.Person || account.Kind == "person") && RevokedAt is null && StartsAt <= now && (EndsAt is not { } end || now < end);

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

internal sealed class AccessGrantConfiguration : IEntityTypeConfiguration<AccessGrant>
{
    public void Configure(EntityTypeBuilder<AccessGrant> builder)
    {
        builder.Property(g => g.Holder).HasConversion<string>().HasMaxLength(20);
        builder.Property(g => g.Account).HasMaxLength(120);
        builder.Property(g => g.Name).HasMaxLength(160);
        builder.Property(g => g.Relation).HasMaxLength(60);
        builder.Property(g => g.Proof).HasMaxLength(200);
        builder.Property(g => g.Version).IsConcurrencyToken();
        builder.HasIndex(g => new { g.TenantId, g.UsagerId });
        builder.PrimitiveCollection(g => g.Scopes).ElementType(scope => scope.HasConversion<string>());
        builder.HasIndex(g => new { g.TenantId, g.Account });
    }
}
