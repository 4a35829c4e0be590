using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Events;

/// <summary>An event that could not be handled and waits for an operator, with its cause.</summary>
public sealed class ParkedEvent
{
    /// <summary>Not given up: it failed, and comes again.</summary>
    public static readonly DateTimeOffset StillTried = DateTimeOffset.UnixEpoch;

    public required Guid EventId { get; init; }
    public required string Topic { get; init; }

    /// <summary>The whole CloudEvent as it came; empty while it is still tried.</summary>
    public required string Envelope { get; set; }

    /// <summary>Why its handler failed last: a code or the kind of the fault, never what the fault says.</summary>
    public required string Reason { get; set; }

    /// <summary>When it was given up, or <see cref="StillTried"/>.</summary>
    public required DateTimeOffset ParkedAt { get; set; }

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
