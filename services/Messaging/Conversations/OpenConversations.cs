using Messaging.Operators;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Conversations;

/// <summary>The open conversation of a person and a team, opened when there is none.</summary>
public static class OpenConversations
{
    public static Task<Conversation> ForAsync(MessagingDbContext db, TeamMailbox box, Guid usagerId, Counterpart counterpart, string subject, DateTimeOffset now, CancellationToken ct) =>
        ForAsync(db, box.Mailbox.Address, box.Mailbox.Establishment, usagerId, counterpart, subject, now, ct);

    /// <param name="mailbox">May be one that is not configured here, or empty: what is written in it then fails with its reason.</param>
    public static async Task<Conversation> ForAsync(MessagingDbContext db, string mailbox, Guid? establishment, Guid usagerId, Counterpart counterpart, string subject, DateTimeOffset now, CancellationToken ct)
    {
        var address = mailbox.ToLowerInvariant();
        var open = await db.Conversations.SingleOrDefaultAsync(c => c.UsagerId == usagerId && c.Mailbox == address && c.Counterpart == counterpart && c.Status == ConversationStatus.Open, ct);
        if (open is not null) return open;
        var opened = Conversation.Open(db.TenantId, establishment, address, usagerId, counterpart, subject, now);
        db.Conversations.Add(opened);
        return opened;
    }
}
