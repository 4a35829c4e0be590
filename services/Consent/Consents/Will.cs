using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Consent.Consents;

/// <summary>Who decided, and what the person herself thought of it.</summary>
public sealed class Will
{
    /// <summary>person, representative, parent or team.</summary>
    public string DecidedBy { get; init; } = "person";

    /// <summary>The measure a representative acts by.</summary>
    public Guid? MeasureId { get; init; }

    public string DeciderName { get; init; } = "";

    /// <summary>The person could decide alone at that time.</summary>
    public bool Able { get; init; }

    public string Capacity { get; init; } = "";

    /// <summary>Her opinion, when another decides for her.</summary>
    public string Assent { get; init; } = "";
}

/// <summary>What was explained, how and by whom.</summary>
public sealed class Information
{
    public string Leaflet { get; init; } = "";
    public string LeafletVersion { get; init; } = "";

    /// <summary>oral, written, falc, lsf or translated.</summary>
    public string Mode { get; init; } = "";

    public Guid? GivenBy { get; init; }
    public DateTimeOffset GivenAt { get; init; }
}

internal sealed class PersonConsentConfiguration : IEntityTypeConfiguration<PersonConsent>
{
    public void Configure(EntityTypeBuilder<PersonConsent> builder)
    {
        builder.ToTable("Consents");
        builder.Property(c => c.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.Decision).HasConversion<string>().HasMaxLength(6);
        builder.Property(c => c.Status).HasConversion<string>().HasMaxLength(10);
        builder.Property(c => c.Ceiling).HasMaxLength(1);
        builder.Property(c => c.ProofType).HasMaxLength(20);
        builder.Property(c => c.ProofReference).HasMaxLength(200);
        builder.Property(c => c.WithdrawalReason).HasMaxLength(500);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.ComplexProperty(c => c.Will, will =>
        {
            will.Property(w => w.DecidedBy).HasMaxLength(20);
            will.Property(w => w.DeciderName).HasMaxLength(160);
            will.Property(w => w.Capacity).HasMaxLength(500);
            will.Property(w => w.Assent).HasMaxLength(500);
        });
        builder.ComplexProperty(c => c.Information, information =>
        {
            information.Property(i => i.Leaflet).HasMaxLength(60);
            information.Property(i => i.LeafletVersion).HasMaxLength(20);
            information.Property(i => i.Mode).HasMaxLength(20);
        });
        builder.HasIndex(c => new { c.TenantId, c.UsagerId });
        builder.HasIndex(c => new { c.TenantId, c.EndsAt });
    }
}
