using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.Matrices;

/// <summary>How often a professional was allowed something in a day, without the persons: what a new matrix is tried on.</summary>
public sealed class DecisionTally : ITenantOwned
{
    private DecisionTally() { }
    public Guid TenantId { get; private init; }
    public DateOnly Day { get; private init; }
    public string ProfessionalId { get; private init; } = "";
    public string Function { get; private init; } = "";
    public string Kind { get; private init; } = "";
    public string Category { get; private init; } = "";
    public string Action { get; private init; } = "";
    public string Aspect { get; private init; } = "";
    public bool InCharge { get; private init; }
    public long Count { get; private init; }
}

internal sealed class DecisionTallyConfiguration : IEntityTypeConfiguration<DecisionTally>
{
    public void Configure(EntityTypeBuilder<DecisionTally> builder)
    {
        builder.HasKey(t => new { t.TenantId, t.Day, t.ProfessionalId, t.Function, t.Kind, t.Category, t.Action, t.Aspect, t.InCharge });
        builder.Property(t => t.ProfessionalId).HasMaxLength(40);
        builder.Property(t => t.Function).HasMaxLength(40);
        builder.Property(t => t.Kind).HasMaxLength(10);
        builder.Property(t => t.Category).HasMaxLength(3);
        builder.Property(t => t.Action).HasMaxLength(1);
        builder.Property(t => t.Aspect).HasMaxLength(20);
    }
}
