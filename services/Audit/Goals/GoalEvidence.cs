using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Audit.Goals;

/// <summary>That a goal is reached for one person: persons are counted, not places nor messages. Real and test never mix.</summary>
public sealed class GoalEvidence : ITenantOwned
{
    private GoalEvidence() { }
    public Guid TenantId { get; private init; }

    /// <summary>ins-qualified, dmp-deposited, mssante-delivered, mssante-read, citizen-delivered, citizen-read.</summary>
    public string Goal { get; private init; } = "";

    /// <summary>real or test.</summary>
    public string Environment { get; private init; } = "";

    public Guid UsagerId { get; private init; }
    public bool Reached { get; private set; }

    /// <summary>The event that says so; proof to show.</summary>
    public Guid EventId { get; private set; }

    public long Sequence { get; private set; }
    public DateTimeOffset At { get; private set; }

    public static GoalEvidence Of(Guid tenantId, string goal, EventEnvelope envelope, Guid usagerId) =>
        new() { TenantId = tenantId, Goal = goal, Environment = envelope.Environment, UsagerId = usagerId };

    /// <summary>Takes the news unless newer ones are known.</summary>
    public void Learn(bool reached, EventEnvelope envelope)
    {
        if (envelope.Sequence < Sequence) return;
        (Reached, EventId, Sequence, At) = (reached, envelope.Id, envelope.Sequence, envelope.Time);
    }
}

internal sealed class GoalEvidenceConfiguration : IEntityTypeConfiguration<GoalEvidence>
{
    public void Configure(EntityTypeBuilder<GoalEvidence> builder)
    {
        builder.ToTable("GoalEvidence");
        builder.HasKey(evidence => new { evidence.TenantId, evidence.Goal, evidence.Environment, evidence.UsagerId });
        builder.Property(evidence => evidence.Goal).HasMaxLength(40);
        builder.Property(evidence => evidence.Environment).HasMaxLength(10);
    }
}
