using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Events;

/// <summary>An event that could not be handled and waits for an operator, with its cause.</summary>
public sealed class ParkedEvent
{
    public required Guid EventId { get; init; }
    public required string Topic { get; init; }

    /// <summary>The whole CloudEvent as it came.</summary>
    public required string Envelope { get; init; }

    public required string Reason { get; init; }
    public required DateTimeOffset ParkedAt { get; init; }
    public DateTimeOffset? ReplayedAt { get; set; }
}

internal sealed class ParkedEventConfiguration : IEntityTypeConfiguration<ParkedEvent>
{
    public void Configure(EntityTypeBuilder<ParkedEvent> builder)
    {
        builder.ToTable("ParkedEvents");
        builder.HasKey(parked => new { parked.EventId, parked.Topic });
        builder.Property(parked => parked.Topic).HasMaxLength(100);
        builder.Property(parked => parked.Reason).HasMaxLength(500);
    }
}
