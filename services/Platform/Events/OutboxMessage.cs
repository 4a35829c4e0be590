using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Events;

/// <summary>A fact that the same save as its cause has committed and that has still to leave, or has left.</summary>
public sealed class OutboxMessage
{
    internal static readonly DateTimeOffset AtOnce = DateTimeOffset.UnixEpoch;

    private OutboxMessage() { }

    /// <summary>Order of writing in this database; the event's <c>sequence</c>, rising for each aggregate.</summary>
    public long Sequence { get; private init; }

    /// <summary>The event's id: the same at each sending.</summary>
    public Guid Id { get; private init; }

    public string Topic { get; private init; } = "";
    public Guid? TenantId { get; private init; }
    public Guid Subject { get; private init; }
    public string Data { get; private init; } = "";
    public string? TraceParent { get; private init; }
    public DateTimeOffset OccurredAt { get; private init; }

    /// <summary>When it may leave; <see cref="AtOnce"/> until it has been tried and refused, so that no clock that was wrong when it was written holds it back.</summary>
    public DateTimeOffset NextAttemptAt { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Which relay's pass holds the row until <see cref="NextAttemptAt"/>.</summary>
    public Guid? ClaimedBy { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }
    public string? LastError { get; private set; }

    internal static OutboxMessage Of(string topic, string data, Guid? tenant, Guid subject, string? traceParent, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Topic = topic,
        Data = data,
        TenantId = tenant,
        Subject = subject,
        TraceParent = traceParent,
        OccurredAt = now,
        NextAttemptAt = AtOnce,
    };
}

internal sealed class OutboxMessageConfiguration : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.ToTable("Outbox");
        builder.HasKey(message => message.Sequence);
        builder.Property(message => message.Topic).HasMaxLength(100);
        builder.Property(message => message.TraceParent).HasMaxLength(100);
        builder.Property(message => message.LastError).HasMaxLength(500);
        builder.HasIndex(message => message.NextAttemptAt).HasFilter("\"SentAt\" IS NULL");
        builder.HasIndex(message => message.ClaimedBy).HasFilter("\"SentAt\" IS NULL");
    }
}
