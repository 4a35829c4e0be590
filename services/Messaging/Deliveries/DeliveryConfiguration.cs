using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Deliveries;

internal sealed class DeliveryConfiguration : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.Property(d => d.Status).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.Channel).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.Address).HasMaxLength(254);
        builder.Property(d => d.MailMessageId).HasMaxLength(500);
        builder.Property(d => d.ReasonCode).HasMaxLength(60);
        builder.Property(d => d.Reason).HasMaxLength(500);
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.Property(d => d.NextAddresses).HasMaxLength(4000).HasConversion(
            list => JsonSerializer.Serialize(list, JsonSerializerOptions.Default),
            text => JsonSerializer.Deserialize<List<string>>(text, JsonSerializerOptions.Default) ?? new(),
            new ValueComparer<IReadOnlyList<string>>((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list));
        builder.Ignore(d => d.Uncertain);
        builder.HasIndex(d => new { d.TenantId, d.MailMessageId }).IsUnique();
        builder.HasIndex(d => new { d.TenantId, d.DocumentId });
        builder.HasIndex(d => new { d.TenantId, d.UsagerId });
        builder.HasIndex(d => new { d.TenantId, d.ConversationId });
        builder.HasIndex(d => new { d.Status, d.NextAttemptAt });
        builder.HasIndex(d => new { d.Status, d.SentAt });
        // One attempt chain a transmission, one row a rank: a failure seen twice cannot start the next address twice.
        builder.HasIndex(d => new { d.TenantId, d.MessageId, d.Rank }).IsUnique();
        // Nobody is told twice of one bris de glace, however often the fact comes.
        builder.HasIndex(d => new { d.TenantId, d.NoticeId, d.Channel, d.Rank }).IsUnique().HasFilter("\"NoticeId\" IS NOT NULL");
    }
}
