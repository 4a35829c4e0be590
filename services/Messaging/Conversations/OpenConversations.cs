using Messaging.Operators;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Conversations;

/// <summary>The open conversation of a person and a team, opened when there is none.</summary>
public static class OpenConversations
{
    public static async Task<Conversation> ForAsync(MessagingDbContext db, TeamMailbox box, Guid usagerId, Counterpart counterpart, string subject, DateTimeOffset now, CancellationToken ct)
    {
        var address = box.Mailbox.Address.ToLowerInvariant();
        var open = await db.Conversations.SingleOrDefaultAsync(c => c.UsagerId == usagerId && c.Mailbox == address && c.Counterpart == counterpart && c.Status == ConversationStatus.Open, ct);
        if (open is not null) return open;
        var opened = Conversation.Open(db.TenantId, box.Mailbox.Establishment, address, usagerId, counterpart, subject, now);
        db.Conversations.Add(opened);
        return opened;
    }
}
