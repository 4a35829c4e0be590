using Consent.Deciding;
using Contracts.Consent;
using Contracts.Directory;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.BreakGlass;

public enum Verdict
{
    Pending, Justified, ToExplain, Abuse,
}

/// <summary>A file opened by bris de glace: one professional, one person, one hour, and somebody who looks at it afterwards.</summary>
public sealed class Opening : IOfPerson
{
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(60);
    public static readonly TimeSpan ReviewedWithin = TimeSpan.FromHours(72);

    private Opening() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public Guid SituationId { get; private init; }
    public string ProfessionalId { get; private init; } = "";
    public Guid? EstablishmentId { get; private init; }

    /// <summary>vital-emergency, continuity, on-call or other.</summary>
    public string ReasonCode { get; private init; } = "";

    public string Reason { get; private init; } = "";
    public DateTimeOffset OpenedAt { get; private init; }
    public DateTimeOffset EndsAt { get; private init; }
    public DateTimeOffset ReviewDueAt { get; private init; }
    public Verdict Verdict { get; private set; }
    public DateTimeOffset? ReviewedAt { get; private set; }
    public Guid? ReviewedBy { get; private set; }
    public string ReviewComment { get; private set; } = "";

    /// <summary>An abuse suspends the professional until somebody lifts it.</summary>
    public DateTimeOffset? SuspensionLiftedAt { get; private set; }

    public int Version { get; private set; }

    public static Opening Open(Guid tenantId, Guid usagerId, Situation by, Guid? establishmentId, string reasonCode, string reason, DateTimeOffset now)
    {
        if (reason.Trim().Length < 10) throw new BadInputException("break-glass-reason", "Expliquez l'urgence en quelques mots (10 caractères au moins).");
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, SituationId = Guid.Parse(by.SituationId), ProfessionalId = by.ProfessionalId, EstablishmentId = establishmentId,
            ReasonCode = reasonCode, Reason = reason.Trim(), OpenedAt = now, EndsAt = now + Lasts, ReviewDueAt = now + ReviewedWithin,
        };
    }

    /// <param name="represented">Somebody represents the person: they are told too.</param>
    public BreakGlassOpened Opened(bool represented) =>
        new(Id, UsagerId, SituationId, OpenedAt, EndsAt, EstablishmentId, ReviewDueAt, ["medecin-coordonnateur", "dpo", represented ? "representative" : "person", "medecin-traitant"], ReasonCode);

    public BreakGlassReviewed Review(Verdict verdict, string comment, Guid by, DateTimeOffset now)
    {
        if (by == SituationId) throw new ForbiddenException("own-review", "On ne juge pas son propre bris de glace : laissez-le à un autre responsable.");
        if (Verdict is Verdict.Justified or Verdict.Abuse) throw new RuleBrokenException("break-glass-reviewed", "Ce bris de glace a déjà son verdict. Rafraîchissez la liste.");
        (Verdict, ReviewComment, ReviewedBy, ReviewedAt) = (verdict, comment, by, now);
        Version++;
        return new(Id, UsagerId, SituationId, verdict switch { Verdict.Justified => "justified", Verdict.Abuse => "abuse", _ => "to-explain" }, now);
    }

    public void LiftSuspension(DateTimeOffset now)
    {
        if (Verdict != Verdict.Abuse || SuspensionLiftedAt is not null) throw new RuleBrokenException("not-suspended", "Aucune suspension n'est en cours pour ce bris de glace. Rafraîchissez la liste.");
        SuspensionLiftedAt = now;
        Version++;
    }

    internal bool OpenAt(DateTimeOffset now) => OpenedAt <= now && now < EndsAt;

    internal bool Is(Situation situation) => Guid.TryParse(situation.SituationId, out var id) && id == SituationId;
}

internal sealed class OpeningConfiguration : IEntityTypeConfiguration<Opening>
{
    public void Configure(EntityTypeBuilder<Opening> builder)
    {
        builder.ToTable("BreakGlassOpenings");
        builder.Property(o => o.ProfessionalId).HasMaxLength(40);
        builder.Property(o => o.ReasonCode).HasMaxLength(20);
        builder.Property(o => o.Reason).HasMaxLength(500);
        builder.Property(o => o.ReviewComment).HasMaxLength(500);
        builder.Property(o => o.Verdict).HasConversion<string>().HasMaxLength(10);
        builder.Property(o => o.Version).IsConcurrencyToken();
        builder.HasIndex(o => new { o.TenantId, o.UsagerId });
        builder.HasIndex(o => new { o.TenantId, o.Verdict });
    }
}
