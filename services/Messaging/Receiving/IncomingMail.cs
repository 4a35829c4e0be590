using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Messaging.Receiving;

public enum IncomingKind { Message, DeliveryReport, ReadReport, OwnCopy, Unmatched, Unreadable, Duplicate }

/// <summary>A mail of a mailbox that was handled, saved with its effect: whoever reads the mailbox again leaves it alone.</summary>
public sealed class IncomingMail : ITenantOwned
{
    public required Guid Id { get; init; }
    public required Guid TenantId { get; init; }
    public required string Mailbox { get; init; }
    public required long Validity { get; init; }
    public required long Uid { get; init; }
    public string? MailMessageId { get; init; }
    public required IncomingKind Kind { get; init; }
    public string Note { get; init; } = "";
    public required DateTimeOffset HandledAt { get; init; }
}

/// <summary>How far a mailbox has been read.</summary>
public sealed class MailboxCursor : ITenantOwned
{
    public required string Mailbox { get; init; }
    public required Guid TenantId { get; init; }
    public long Validity { get; set; }
    public long NextUid { get; set; } = 1;
    public DateTimeOffset ReadUntil { get; set; }
}

internal sealed class IncomingMailConfiguration : IEntityTypeConfiguration<IncomingMail>
{
    public void Configure(EntityTypeBuilder<IncomingMail> builder)
    {
        builder.Property(m => m.Mailbox).HasMaxLength(254);
        builder.Property(m => m.MailMessageId).HasMaxLength(500);
        builder.Property(m => m.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(m => m.Note).HasMaxLength(200);
        builder.HasIndex(m => new { m.TenantId, m.Mailbox, m.Validity, m.Uid }).IsUnique();
        builder.HasIndex(m => new { m.TenantId, m.Mailbox, m.MailMessageId });
    }
}

internal sealed class MailboxCursorConfiguration : IEntityTypeConfiguration<MailboxCursor>
{
    public void Configure(EntityTypeBuilder<MailboxCursor> builder)
    {
        builder.HasKey(c => new { c.TenantId, c.Mailbox });
        builder.Property(c => c.Mailbox).HasMaxLength(254);
    }
}
