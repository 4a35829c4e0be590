using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;
using Telemedicine.Requests;

namespace Telemedicine.UseCases;

/// <summary>How the house's general practitioners are paid (sheet §5).</summary>
public enum TariffOption { Partial, Global }

/// <summary>One thing settled before the first act, with its proof.</summary>
public sealed record Settled(int Item, string Evidence, Guid By, DateTimeOffset At);

/// <summary>An establishment as telemedicine knows it: who leads, what was settled, how acts are paid.</summary>
public sealed class StructureProfile : ITenantOwned
{
    /// <summary>The checklist before the first act (sheet §3), in its order.</summary>
    public static readonly IReadOnlyList<string> Checklist =
    [
        "Télémédecine inscrite au projet d'établissement, porteurs nommés", "Cas d'usage choisis", "Convention avec le centre expert ou cadre régional", "Professionnels authentifiés (PSC, e-CPS, CPS) et assurés",
        "INS des résidents qualifiées", "Médecins traitants connus et informés", "Notice d'information et recueil du consentement ou de l'opposition", "Salle et équipement",
        "Test du réseau (5 minutes)", "Procédure de secours : téléphone de repli, qui appelle le 15", "Nettoyage et recharge du chariot", "Déclaration de l'opérateur de télésurveillance à l'ARS",
    ];

    private const int MonitoringItem = 12;

    private StructureProfile() { }

    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public Guid? MedicalLeadId { get; private set; }
    public Guid? ParamedicalLeadId { get; private set; }
    public IReadOnlyList<Settled> Items { get; private set; } = [];
    public TariffOption Tariff { get; private set; }

    /// <summary>The house lies in a zone d'intervention prioritaire.</summary>
    public bool PriorityZone { get; private set; }

    /// <summary>INSEE code of the region; from the postal code when not said.</summary>
    public string RegionCode { get; private set; } = "";

    public int Version { get; private set; }

    public static StructureProfile Of(Guid tenantId, Guid establishmentId) => new() { TenantId = tenantId, EstablishmentId = establishmentId, Version = 1 };

    public void Lead(Guid medical, Guid paramedical)
    {
        (MedicalLeadId, ParamedicalLeadId) = (medical, paramedical);
        Version++;
    }

    public void Settle(int item, string evidence, Guid by, DateTimeOffset now)
    {
        if (item < 1 || item > Checklist.Count) throw new BadInputException("prerequisite-unknown", "La liste des prérequis va de 1 à 12. Choisissez un numéro de cette liste.");
        Items = [.. Items.Where(i => i.Item != item), new(item, evidence, by, now)];
        Version++;
    }

    public void Describe(TariffOption tariff, bool priorityZone, string region)
    {
        (Tariff, PriorityZone, RegionCode) = (tariff, priorityZone, region);
        Version++;
    }

    /// <summary>What is not settled yet for acts of this type.</summary>
    public IReadOnlyList<string> Remaining(ActType act) => [.. Enumerable.Range(1, Checklist.Count)
        .Where(n => (n != MonitoringItem || act == ActType.Telesurveillance) && Items.All(i => i.Item != n)).Select(n => Checklist[n - 1])];
}

internal sealed class StructureProfileConfiguration : IEntityTypeConfiguration<StructureProfile>
{
    public void Configure(EntityTypeBuilder<StructureProfile> builder)
    {
        builder.ToTable("Structures");
        builder.HasKey(s => new { s.TenantId, s.EstablishmentId });
        builder.Property(s => s.Items).IsJson();
        builder.Property(s => s.Tariff).HasConversion<string>().HasMaxLength(20);
        builder.Property(s => s.RegionCode).HasMaxLength(3);
        builder.Property(s => s.Version).IsConcurrencyToken();
    }
}
