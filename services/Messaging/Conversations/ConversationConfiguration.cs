using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Conversations;

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.Property(c => c.Status).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.Counterpart).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.Mailbox).HasMaxLength(254);
        builder.Property(c => c.Subject).HasMaxLength(250);
        builder.Property(c => c.ClosedReason).HasMaxLength(Conversation.LongestReason);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => new { c.TenantId, c.UsagerId, c.LastActivityAt });
        // A person and a team have one open conversation on each side: two concurrent sends meet in it.
        builder.HasIndex(c => new { c.TenantId, c.UsagerId, c.Mailbox, c.Counterpart }).IsUnique().HasFilter("\"Status\" = 'Open' AND \"UsagerId\" IS NOT NULL");
    }
}
