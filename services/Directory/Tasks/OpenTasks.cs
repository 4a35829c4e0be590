using Contracts.Identity;
using Contracts.Messaging;

namespace HealthDirectory.Tasks;

/// <summary>Facts that ask somebody to act.</summary>
internal static class OpenTasks
{
    public static Task OnReadOverdue(ReadOverdue fact, DirectoryDbContext db, CancellationToken ct) =>
        Open(db, TeamTask.Open(db.TenantId, "read-overdue", "ide", fact.EstablishmentId, fact.UsagerId, ("delivery", fact.DeliveryId), fact.OverdueAt, TimeSpan.FromDays(2)));

    public static Task OnMessageFailed(MessageFailed fact, DirectoryDbContext db, CancellationToken ct) =>
        Open(db, TeamTask.Open(db.TenantId, "message-failed", "ide", fact.EstablishmentId, fact.UsagerId, ("delivery", fact.DeliveryId), fact.FailedAt, TimeSpan.FromHours(4)));

    public static Task OnMessageReceived(MessageReceived fact, DirectoryDbContext db, CancellationToken ct) =>
        Open(db, TeamTask.Open(db.TenantId, "message-received", "ide", fact.EstablishmentId, fact.UsagerId, ("message", fact.MessageId), fact.ReceivedAt, TimeSpan.FromHours(24)));

    public static Task OnDiscordanceFound(DiscordanceFound fact, DirectoryDbContext db, CancellationToken ct) =>
        Open(db, TeamTask.Open(db.TenantId, "discordance", "referent-identitovigilance", fact.EstablishmentId, fact.UsagerId, ("usager", fact.UsagerId), fact.FoundAt, TimeSpan.FromDays(5)));

    private static async Task Open(DirectoryDbContext db, TeamTask task)
    {
        // A second discordance of the same person joins the open task.
        if (!db.Tasks.Any(known => known.Kind == task.Kind && known.SubjectId == task.SubjectId)) await db.AddAsync(task);
    }
}
