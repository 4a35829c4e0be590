using Contracts.Identity;
using Contracts.Messaging;
using Microsoft.EntityFrameworkCore;

namespace HealthDirectory.Tasks;

/// <summary>Facts that ask somebody to act.</summary>
internal static class OpenTasks
{
    public static Task OnReadOverdue(ReadOverdue fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "read-overdue", "ide", fact.EstablishmentId, fact.UsagerId, ("delivery", fact.DeliveryId), fact.OverdueAt, TimeSpan.FromDays(2)), ct);

    public static Task OnMessageFailed(MessageFailed fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "message-failed", "ide", fact.EstablishmentId, fact.UsagerId, ("delivery", fact.DeliveryId), fact.FailedAt, TimeSpan.FromHours(4)), ct);

    public static Task OnMessageReceived(MessageReceived fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "message-received", "ide", fact.EstablishmentId, fact.UsagerId, ("message", fact.MessageId), fact.ReceivedAt, TimeSpan.FromHours(24)), ct);

    public static Task OnDiscordanceFound(DiscordanceFound fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "discordance", "referent-identitovigilance", fact.EstablishmentId, fact.UsagerId, ("usager", fact.UsagerId), fact.FoundAt, TimeSpan.FromDays(5)), ct);

    // A second discordance of the same person joins the open task; once that is done, a new one opens.
    private static async Task OpenAsync(DirectoryDbContext db, TeamTask task, CancellationToken ct)
    {
        if (!await db.Tasks.AnyAsync(known => known.ClosedAt == null && known.Kind == task.Kind && known.SubjectId == task.SubjectId, ct)) db.Add(task);
    }
}
