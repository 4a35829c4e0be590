using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Stays;

/// <summary>How the structure is paid for this person.</summary>
public enum Regime
{
    EhpadClassic, EhpadTrial, Mas, Fam, FoyerDeVie, ImeInternatComplet, ImeInternatSemaine, ImeSemiInternat, ImeExternat, AccueilTemporaire, AccueilDeJour, Esat, Savs,
}

public enum ExitKind { Exit, Transfer, Death }

/// <summary>A person's stay in an establishment, from admission to exit, as far as billing needs it.</summary>
public sealed class Stay : ITenantOwned
{
    private Stay() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private set; }
    public Guid EstablishmentId { get; private init; }
    public Guid? UnitId { get; private set; }
    public Regime Regime { get; private set; }
    public DateOnly AdmittedOn { get; private set; }

    /// <summary>The day of leaving for good; of death when <see cref="ExitKind"/> says so.</summary>
    public DateOnly? ExitOn { get; private set; }

    public ExitKind? ExitKind { get; private set; }

    /// <summary>Last day of the notice that the contract lets bill after an exit.</summary>
    public DateOnly? NoticeUntil { get; private set; }

    /// <summary>The day the room was emptied after a death.</summary>
    public DateOnly? RoomFreedOn { get; private set; }

    public StayTerms Terms { get; private set; } = new();
    public DateTimeOffset CreatedAt { get; private init; }
    public int Version { get; private set; }

    /// <summary>Regimes under which the house lodges: one at a time for a person.</summary>
    public bool Lodges => Regime is Regime.EhpadClassic or Regime.EhpadTrial or Regime.Mas or Regime.Fam or Regime.FoyerDeVie or Regime.ImeInternatComplet or Regime.ImeInternatSemaine
        || Regime == Regime.AccueilTemporaire && Terms.Accommodation;

    /// <summary>The young person sleeps in the structure.</summary>
    public bool Internat => Regime is Regime.ImeInternatComplet or Regime.ImeInternatSemaine;

    public static Stay Admit(Guid tenantId, Guid usagerId, Guid establishmentId, Guid? unitId, Regime regime, DateOnly admittedOn, StayTerms terms, DateTimeOffset now)
    {
        var stay = new Stay { Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, EstablishmentId = establishmentId, CreatedAt = now };
        stay.Describe(unitId, regime, admittedOn, terms);
        return stay;
    }

    /// <summary>States the stay anew: all of it, as a correction does.</summary>
    public void Describe(Guid? unitId, Regime regime, DateOnly admittedOn, StayTerms terms)
    {
        if (ExitOn < admittedOn) throw Reversed();
        StayRules.Check(terms, admittedOn);
        (UnitId, Regime, AdmittedOn, Terms) = (unitId, regime, admittedOn, terms);
        Version++;
    }

    /// <summary>It was admitted under the identity of somebody else.</summary>
    public void GiveTo(Guid usagerId) => (UsagerId, Version) = (usagerId, Version + 1);

    /// <summary>Ends the stay, or corrects its end.</summary>
    public void End(DateOnly exitOn, ExitKind kind, DateOnly? noticeUntil, DateOnly? roomFreedOn)
    {
        if (exitOn < AdmittedOn || noticeUntil < exitOn || roomFreedOn < exitOn) throw Reversed();
        if (kind == Stays.ExitKind.Transfer && noticeUntil is not null) throw new BadInputException("notice-on-transfer", "Un transfert n'ouvre pas de préavis. Retirez la date de fin de préavis, puis renvoyez.");
        (ExitOn, ExitKind, NoticeUntil, RoomFreedOn) = (exitOn, kind, noticeUntil, roomFreedOn);
        Version++;
    }

    private static BadInputException Reversed() => new("dates-reversed", "La date de fin précède la date de début. Corrigez l'une des deux, puis renvoyez.");
}

internal sealed class StayConfiguration : IEntityTypeConfiguration<Stay>
{
    public void Configure(EntityTypeBuilder<Stay> builder)
    {
        builder.ToTable("Stays");
        builder.Property(s => s.Regime).HasConversion<string>().HasMaxLength(30);
        builder.Property(s => s.ExitKind).HasConversion<string>().HasMaxLength(20);
        builder.Property(s => s.Version).IsConcurrencyToken();
        builder.Property(s => s.Terms).HasConversion(
            terms => JsonSerializer.Serialize(terms, JsonSerializerOptions.Default),
            text => JsonSerializer.Deserialize<StayTerms>(text, JsonSerializerOptions.Default)!,
            new ValueComparer<StayTerms>((a, b) => ReferenceEquals(a, b), terms => terms.GetHashCode(), terms => terms));
        builder.Ignore(s => s.Lodges).Ignore(s => s.Internat);
        builder.HasIndex(s => new { s.TenantId, s.EstablishmentId, s.AdmittedOn });
        builder.HasIndex(s => new { s.TenantId, s.UsagerId });
    }
}
