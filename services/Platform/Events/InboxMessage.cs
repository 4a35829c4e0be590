using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Events;

/// <summary>An event this service has taken into account, saved with its effect: a second delivery changes nothing.</summary>
public sealed class InboxMessage
{
    public required Guid EventId { get; init; }
    public required string Topic { get; init; }
    public required DateTimeOffset HandledAt { get; init; }
}

internal sealed class InboxMessageConfiguration : IEntityTypeConfiguration<InboxMessage>
{
    public void Configure(EntityTypeBuilder<InboxMessage> builder)
    {
        builder.ToTable("Inbox");
        builder.HasKey(message => new { message.EventId, message.Topic });
        builder.Property(message => message.Topic).HasMaxLength(100);
        builder.HasIndex(message => message.HandledAt);
    }
}
