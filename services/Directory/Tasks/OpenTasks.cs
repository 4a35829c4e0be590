using Contracts.Agenda;
using Contracts.Consent;
using Contracts.Identity;
using Contracts.Messaging;
using Contracts.Telemedicine;
using Microsoft.EntityFrameworkCore;

namespace HealthDirectory.Tasks;

/// <summary>Facts that ask somebody to act, and those that say it is done.</summary>
internal static class OpenTasks
{
    private const string Overlap = "agenda-overlap";
    private static readonly TimeSpan Alert = TimeSpan.FromHours(24);

    public static Task OnReadOverdue(ReadOverdue fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "read-overdue", "ide", fact.EstablishmentId, fact.UsagerId, ("delivery", fact.DeliveryId), fact.OverdueAt, TimeSpan.FromDays(2)), ct);

    public static Task OnMessageFailed(MessageFailed fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "message-failed", "ide", fact.EstablishmentId, fact.UsagerId, ("delivery", fact.DeliveryId), fact.FailedAt, TimeSpan.FromHours(4)), ct);

    public static Task OnMessageReceived(MessageReceived fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "message-received", "ide", fact.EstablishmentId, fact.UsagerId, ("message", fact.MessageId), fact.ReceivedAt, TimeSpan.FromHours(24)), ct);

    /// <summary>A message could not be read here: somebody opens the team's mailbox at the operator's.</summary>
    public static Task OnMessageUnreadable(MessageUnreadable fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "message-unreadable", "ide", fact.EstablishmentId, null, ("incoming-mail", fact.IncomingMailId), fact.FoundAt, TimeSpan.FromHours(4)), ct);

    public static Task OnDiscordanceFound(DiscordanceFound fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "discordance", "referent-identitovigilance", fact.EstablishmentId, fact.UsagerId, ("usager", fact.UsagerId), fact.FoundAt, TimeSpan.FromDays(5)), ct);

    /// <summary>What was made between a merge and its undoing is listed by each service under <c>/to-sort</c>; somebody sees to it that it is sorted.</summary>
    public static Task OnUnmerged(IdentityUnmerged fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "unmerge-to-sort", "referent-identitovigilance", null, fact.RestoredUsagerId, ("usager", fact.RestoredUsagerId), fact.UnmergedAt, TimeSpan.FromDays(2)), ct);

    /// <summary>Somebody has to be found before the occurrence starts.</summary>
    public static Task OnStaffMissing(StaffMissing fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "staff-missing", "chef-de-service", fact.EstablishmentId, null, ("occurrence", fact.OccurrenceId), fact.FoundAt, fact.StartsAt - fact.FoundAt), ct);

    /// <summary>Somebody expected did not come and nobody had said so.</summary>
    public static async Task OnUsagerMissing(UsagerMissing fact, DirectoryDbContext db, CancellationToken ct) =>
        await OpenAsync(db, TeamTask.Open(db.TenantId, "usager-missing", await HouseFunctions.NearAsync(db, fact.EstablishmentId, ct), fact.EstablishmentId, fact.UsagerId,
            ("attendance", fact.AttendanceId), fact.NoticedAt, TimeSpan.FromHours(2)), ct);

    /// <summary>A person is wanted in two houses at once: who plans in each of them looks at their own occurrence before it starts.</summary>
    public static async Task OnOverlapFound(OverlapFound fact, DirectoryDbContext db, CancellationToken ct)
    {
        foreach (var (house, occurrence) in new[] { (fact.EstablishmentId, fact.OccurrenceId), (fact.OtherEstablishmentId, fact.OtherOccurrenceId) })
            await OpenAsync(db, TeamTask.Open(db.TenantId, Overlap, await HouseFunctions.NearAsync(db, house, ct), house, fact.UsagerId, ("occurrence", occurrence), fact.FoundAt, fact.StartsAt - fact.FoundAt), ct);
    }

    public static async Task OnActivityCancelled(ActivityCancelled fact, DirectoryDbContext db, CancellationToken ct)
    {
        foreach (var kind in new[] { "staff-missing", Overlap }) await CloseAsync(db, kind, fact.OccurrenceId, fact.CancelledAt, ct);
    }

    public static async Task OnDeadlineNear(DeadlineNear fact, DirectoryDbContext db, CancellationToken ct)
    {
        var function = fact.Kind switch
        {
            "break-glass-review" => "dpo",
            _ => await HouseFunctions.IsEhpadAsync(db, fact.EstablishmentId, ct) ? "secretaire-admission" : "assistant-social",
        };
        await OpenAsync(db, TeamTask.Open(db.TenantId, fact.Kind, function, fact.EstablishmentId, fact.UsagerId, ("deadline", fact.SubjectId), fact.NoticedAt, ParisTime.StartOf(fact.DueOn) - fact.NoticedAt), ct);
    }

    public static Task OnAlertRaised(AlertRaised fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, fact.Kind, "dpo", null, null, ("situation", fact.SituationId), fact.RaisedAt, Alert), ct);

    public static async Task OnTelemedicineAsked(TaskRequested fact, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await OpenAsync(db, TeamTask.Open(db.TenantId, $"telemedicine-{fact.Kind}", await HouseFunctions.HereAsync(db, fact.Function, fact.EstablishmentId, ct), fact.EstablishmentId, fact.UsagerId, ("telemedicine-task", fact.TaskId), now, fact.DueAt - now), ct);
    }

    /// <summary>The register no longer knows one of the staff: whoever manages it asks them.</summary>
    public static Task OnRegisterDoubtAsync(DirectoryDbContext db, Guid professionalId, DateTimeOffset now, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "register-doubt", "ressources-humaines", null, null, ("professional", professionalId), now, TimeSpan.FromDays(7)), ct);

    /// <summary>A team's mailbox has lost who answered for it: human resources and the direction name somebody else whom the Annuaire Santé lists.</summary>
    public static Task OnResponsibleLeftAsync(DirectoryDbContext db, Guid establishmentId, Guid professionalId, DateTimeOffset now, CancellationToken ct) =>
        OpenAsync(db, TeamTask.Open(db.TenantId, "mailbox-responsible", "ressources-humaines", establishmentId, null, ("professional", professionalId), now, TimeSpan.FromDays(2)), ct);

    // A second discordance of the same person joins the open task; once that is done, a new one opens.
    internal static async Task OpenAsync(DirectoryDbContext db, TeamTask task, CancellationToken ct)
    {
        if (!await db.Tasks.AnyAsync(known => known.ClosedAt == null && known.Kind == task.Kind && known.SubjectId == task.SubjectId && known.Function == task.Function, ct)) db.Add(task);
    }

    internal static async Task CloseAsync(DirectoryDbContext db, string kind, Guid subject, DateTimeOffset at, CancellationToken ct)
    {
        foreach (var task in await db.Tasks.Where(known => known.ClosedAt == null && known.Kind == kind && known.SubjectId == subject).ToListAsync(ct)) task.Close(null, at);
    }
}
