using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Messages;

internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder)
    {
        builder.Property(m => m.Direction).HasConversion<string>().HasMaxLength(20);
        builder.Property(m => m.Subject).HasMaxLength(250);
        builder.Property(m => m.SenderLabel).HasMaxLength(250);
        builder.Property(m => m.SenderAddress).HasMaxLength(254);
        builder.Property(m => m.ReceiptAskedBy).HasMaxLength(254);
        builder.Property(m => m.MailMessageId).HasMaxLength(500);
        builder.HasIndex(m => new { m.TenantId, m.ConversationId, m.At });
        builder.HasIndex(m => new { m.TenantId, m.MailMessageId });
        // A transmission becomes one message, however often the request is delivered.
        builder.HasIndex(m => new { m.TenantId, m.TransmissionId }).IsUnique().HasFilter("\"TransmissionId\" IS NOT NULL");
    }
}

internal sealed class ReceivedFileConfiguration : IEntityTypeConfiguration<ReceivedFile>
{
    public void Configure(EntityTypeBuilder<ReceivedFile> builder)
    {
        builder.Property(f => f.Name).HasMaxLength(250);
        builder.Property(f => f.ContentType).HasMaxLength(100);
        builder.HasIndex(f => new { f.TenantId, f.MessageId });
    }
}
