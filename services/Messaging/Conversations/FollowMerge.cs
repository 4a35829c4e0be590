using Contracts.Identity;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Conversations;

/// <summary>Two identities were one person: her conversations and mails go with the kept one.</summary>
public static class FollowMerge
{
    public static async Task Apply(IdentityMerged fact, MessagingDbContext db, CancellationToken ct)
    {
        foreach (var conversation in await db.Conversations.Where(c => c.UsagerId == fact.AbsorbedUsagerId).ToListAsync(ct)) conversation.FollowTo(fact.KeptUsagerId);
        foreach (var delivery in await db.Deliveries.Where(d => d.UsagerId == fact.AbsorbedUsagerId).ToListAsync(ct)) delivery.FollowTo(fact.KeptUsagerId);
    }
}
