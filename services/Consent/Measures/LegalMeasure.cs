using Consent.Deciding;
using Contracts.Consent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.Measures;

/// <summary>Protection measures of the civil code, and the order that places a minor.</summary>
public enum MeasureType
{
    SauvegardeDeJustice, Curatelle, CuratelleRenforcee, Tutelle, HabilitationFamiliale, MandatDeProtectionFuture, PlacementAse,
}

public enum MeasureScope
{
    Goods, Person, Both,
}

public enum MeasureMode
{
    Assist, Represent,
}

/// <summary>A judgment that says who decides for or with a person, on what, and until when. Expired, it gives no right.</summary>
public sealed class LegalMeasure : IOfPerson
{
    private LegalMeasure() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public MeasureType Type { get; private init; }
    public MeasureScope Scope { get; private init; }
    public MeasureMode Mode { get; private init; }
    public DateOnly JudgedOn { get; private init; }

    /// <summary>Last day of the measure; null only for a mandate, which has no term.</summary>
    public DateOnly? ExpiresOn { get; private init; }

    public string HolderName { get; private init; } = "";
    public string ProofDocument { get; private init; } = "";
    public DateTimeOffset RecordedAt { get; private init; }
    public DateTimeOffset? EndedAt { get; private set; }
    public int Version { get; private set; }

    public bool CoversGoods => Scope is MeasureScope.Goods or MeasureScope.Both;
    public bool CoversPerson => Scope is MeasureScope.Person or MeasureScope.Both;
    public bool Represents => Mode == MeasureMode.Represent;

    public string French => Type switch
    {
        MeasureType.SauvegardeDeJustice => "sauvegarde de justice",
        MeasureType.Curatelle => "curatelle",
        MeasureType.CuratelleRenforcee => "curatelle renforcée",
        MeasureType.Tutelle => "tutelle",
        MeasureType.HabilitationFamiliale => "habilitation familiale",
        MeasureType.MandatDeProtectionFuture => "mandat de protection future",
        _ => "placement à l'aide sociale à l'enfance",
    };

    public static LegalMeasure Record(Guid tenantId, Guid usagerId, MeasureFacts facts, DateTimeOffset now)
    {
        if (facts.ExpiresOn is null && facts.Type != MeasureType.MandatDeProtectionFuture)
            throw new BadInputException("measure-without-term", "Indiquez la date de fin de la mesure, telle que le jugement la fixe.");
        if (facts.ExpiresOn <= facts.JudgedOn) throw new BadInputException("measure-dates", "La fin de la mesure doit suivre la date du jugement. Vérifiez les deux dates sur le document.");
        if (facts.JudgedOn > Paris.DateOf(now)) throw new BadInputException("measure-dates", "La date du jugement est à venir. Vérifiez-la sur le document.");
        if (facts is { Type: MeasureType.Curatelle or MeasureType.CuratelleRenforcee or MeasureType.SauvegardeDeJustice, Mode: MeasureMode.Represent, Scope: not MeasureScope.Goods })
            throw new BadInputException("measure-mode", "Cette mesure assiste la personne : elle ne la représente pas pour les décisions qui la touchent. Choisissez l'assistance, ou limitez la représentation aux biens.");
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, Type = facts.Type, Scope = facts.Scope, Mode = facts.Mode, JudgedOn = facts.JudgedOn,
            ExpiresOn = facts.ExpiresOn, HolderName = facts.HolderName, ProofDocument = facts.ProofDocument, RecordedAt = now,
        };
    }

    public ConsentChanged Recorded() => new(Id, UsagerId, "LEGAL_MEASURE", "active", RecordedAt);

    public ConsentChanged End(DateTimeOffset now)
    {
        if (EndedAt is not null) throw new RuleBrokenException("measure-ended", "Cette mesure a déjà pris fin. Rafraîchissez la liste.");
        EndedAt = now;
        Version++;
        return new(Id, UsagerId, "LEGAL_MEASURE", "withdrawn", now);
    }

    /// <summary>From the judgment to the end of its last day in Paris.</summary>
    internal bool InForceAt(DateTimeOffset now) =>
        EndedAt is null && Paris.StartOf(JudgedOn) <= now && (ExpiresOn is not { } last || now < Paris.StartOf(last.AddDays(1)));
}

public sealed record MeasureFacts(MeasureType Type, MeasureScope Scope, MeasureMode Mode, DateOnly JudgedOn, DateOnly? ExpiresOn, string HolderName, string ProofDocument);

internal sealed class LegalMeasureConfiguration : IEntityTypeConfiguration<LegalMeasure>
{
    public void Configure(EntityTypeBuilder<LegalMeasure> builder)
    {
        builder.Property(m => m.Type).HasConversion<string>().HasMaxLength(30);
        builder.Property(m => m.Scope).HasConversion<string>().HasMaxLength(10);
        builder.Property(m => m.Mode).HasConversion<string>().HasMaxLength(10);
        builder.Property(m => m.HolderName).HasMaxLength(160);
        builder.Property(m => m.ProofDocument).HasMaxLength(200);
        builder.Property(m => m.Version).IsConcurrencyToken();
        builder.HasIndex(m => new { m.TenantId, m.UsagerId });
        builder.HasIndex(m => new { m.TenantId, m.ExpiresOn });
    }
}
