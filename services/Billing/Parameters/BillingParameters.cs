using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Parameters;

/// <summary>How the 72 hours of article R314-204 are counted; contracts and départements differ.</summary>
public enum AbsenceCounting
{
    /// <summary>Three days at full tariff, reduced from the fourth; day 1 is the first whose night is not spent on site.</summary>
    Day4,

    /// <summary>Reduced on the calendar days that begin 72 hours or more after departure.</summary>
    Hours72,

    /// <summary>Once 72 hours are passed, reduced from the first day.</summary>
    Retro,
}

/// <summary>Whether a payer is invoiced by the day or pays a yearly amount, in which case attendance is activity only.</summary>
public enum Funding { DayPrice, Dotation }

/// <summary>What an establishment decides, from a first day of a month on. The month billed takes what is in force on its first day.</summary>
public sealed class BillingParameters : ITenantOwned
{
    private BillingParameters() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public DateOnly ValidFrom { get; private init; }
    public AbsenceCounting Counting { get; private set; } = AbsenceCounting.Day4;

    /// <summary>For residents with aide sociale, the day of absence from which the tariff is reduced; null: as for others.</summary>
    public int? AideSocialeFromDay { get; private set; }

    /// <summary>Convenience days a year with a reduced tariff; beyond them the full tariff is due.</summary>
    public int? ConvenienceQuota { get; private set; }

    /// <summary>A new absence less than 24 hours after a return goes on with the count of the last one.</summary>
    public bool ContinuousWithin24Hours { get; private set; }

    /// <summary>The day somebody leaves for good is billed by the house he leaves.</summary>
    public bool ExitDayBilled { get; private set; }

    /// <summary>Days that may be billed after a death while belongings stay in the room.</summary>
    public int DaysAfterDeath { get; private set; } = 6;

    public Funding Funding { get; private set; } = Funding.DayPrice;

    /// <summary>Accueil de jour: hours before the beginning until which an absence may be announced without being due, 24 or 48 by contract.</summary>
    public int DayCareCutOffHours { get; private set; } = 24;

    /// <summary>ESAT: whether the hours that a worker refused are paid. They are not, as an unjustified absence is not, unless the house has decided so.</summary>
    public bool RefusalPaid { get; private set; }

    public int Version { get; private set; }

    /// <summary>What holds while an establishment has decided nothing.</summary>
    public static BillingParameters Default(Guid tenantId, Guid establishmentId) => new() { TenantId = tenantId, EstablishmentId = establishmentId };

    public static BillingParameters From(Guid tenantId, Guid establishmentId, DateOnly validFrom, ParameterTerms terms, DateTimeOffset now)
    {
        if (validFrom.Day != 1) throw new BadInputException("first-of-month", "Les paramètres changent le premier jour d'un mois. Choisissez un premier du mois, puis renvoyez.");
        var parameters = new BillingParameters { Id = Guid.CreateVersion7(now), TenantId = tenantId, EstablishmentId = establishmentId, ValidFrom = validFrom };
        parameters.Set(terms);
        return parameters;
    }

    public void Set(ParameterTerms terms)
    {
        if (terms.AideSocialeFromDay is < 1 or > 31 || terms.ConvenienceQuota is < 0 or > 366 || terms.DaysAfterDeath is < 0 or > 60 || terms.DayCareCutOffHours is < 0 or > 168)
            throw new BadInputException("parameter-range", "Un des nombres de jours ou d'heures est hors limites. Corrigez-le, puis renvoyez.");
        (Counting, AideSocialeFromDay, ConvenienceQuota, ContinuousWithin24Hours) = (terms.Counting, terms.AideSocialeFromDay, terms.ConvenienceQuota, terms.ContinuousWithin24Hours);
        (ExitDayBilled, DaysAfterDeath, Funding, DayCareCutOffHours, RefusalPaid) = (terms.ExitDayBilled, terms.DaysAfterDeath, terms.Funding, terms.DayCareCutOffHours, terms.RefusalPaid);
        Version++;
    }
}

public sealed record ParameterTerms(AbsenceCounting Counting = AbsenceCounting.Day4, int? AideSocialeFromDay = null, int? ConvenienceQuota = null, bool ContinuousWithin24Hours = false,
    bool ExitDayBilled = false, int DaysAfterDeath = 6, Funding Funding = Funding.DayPrice, int DayCareCutOffHours = 24, bool RefusalPaid = false);

internal sealed class BillingParametersConfiguration : IEntityTypeConfiguration<BillingParameters>
{
    public void Configure(EntityTypeBuilder<BillingParameters> builder)
    {
        builder.ToTable("Parameters");
        builder.Property(p => p.Counting).HasConversion<string>().HasMaxLength(20);
        builder.Property(p => p.Funding).HasConversion<string>().HasMaxLength(20);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.HasIndex(p => new { p.TenantId, p.EstablishmentId, p.ValidFrom }).IsUnique();
    }
}
