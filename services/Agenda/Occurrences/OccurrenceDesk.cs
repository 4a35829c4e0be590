using Agenda.Access;
using Agenda.Activities;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Rules;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Occurrences;

/// <summary>An occurrence with its activity and who takes part.</summary>
public sealed record OccurrenceFile(Occurrence Occurrence, Activity Activity, List<Participation> Members)
{
    public IReadOnlyList<Guid> Usagers => [.. Members.Where(m => m.Kind == CalendarKind.Usager).Select(m => m.CalendarId)];

    public IReadOnlyList<Member> Expected => [.. Members.Where(m => m.Status == ParticipationStatus.Expected).Select(Member.Of)];
}

/// <summary>Changes one occurrence and never another: its time, who takes part, its end. Each change is kept as a record of its own.</summary>
public sealed class OccurrenceDesk(AgendaDbContext db, AgendaAccess access, FactsReader reader, Planner planner, BookingDesk booking, Holders holders, TimeProvider clock)
{
    /// <summary>The occurrence, once consent has agreed for each of its usagers.</summary>
    public async Task<OccurrenceFile> OpenAsync(Guid id, string action, string act, CancellationToken ct)
    {
        var file = await FindAsync(id, ct) ?? throw await access.MissingAsync("occurrence", id, act, ct);
        if (file.Usagers.Count == 0) await access.RequireHouseAsync(file.Occurrence.EstablishmentId, ct);
        var verdicts = await access.RequireAsync(file.Usagers, action, act, "occurrence", id, file.Occurrence.EstablishmentId, ct);
        if (action != "R") await access.RequireOwnAsync(verdicts, file.Activity.CreatedBy, ct);
        return file;
    }

    public async Task<OccurrenceFile?> FindAsync(Guid id, CancellationToken ct)
    {
        if (await db.Occurrences.SingleOrDefaultAsync(o => o.Id == id, ct) is not { } occurrence) return null;
        var activity = await db.Activities.SingleAsync(a => a.Id == occurrence.ActivityId, ct);
        return new(occurrence, activity, await db.Participations.Where(p => p.OccurrenceId == id).ToListAsync(ct));
    }

    /// <summary>A read ends here: its trail is kept.</summary>
    public Task KeepTrailAsync(CancellationToken ct) => access.KeepTrailAsync(ct);

    /// <summary>Another time, or other things, for this occurrence alone.</summary>
    public async Task<BookingAnswer> MoveAsync(OccurrenceFile file, DateTimeOffset startsAt, DateTimeOffset endsAt, IReadOnlyList<Member>? resources, string? overrideReason, CancellationToken ct)
    {
        if (startsAt <= clock.GetUtcNow()) throw new RuleBrokenException("in-the-past", "Ce créneau est déjà commencé. Choisissez une heure à venir.");
        if (resources is not null) await reader.RequireResourcesAsync(resources, file.Occurrence.EstablishmentId, ct);
        var before = file.Expected;
        IReadOnlyList<Member> after = resources is null ? before : [.. before.Where(m => !m.Calendar.IsResource), .. resources];
        return await ChangeAsync(file, before, after, startsAt, endsAt, overrideReason, ChangeKind.Moved, ct);
    }

    /// <summary>Who takes part, from now on, in this occurrence alone.</summary>
    public async Task<BookingAnswer> SetMembersAsync(OccurrenceFile file, IReadOnlyList<Member> members, string? overrideReason, CancellationToken ct)
    {
        if (!file.Occurrence.Open) throw new RuleBrokenException("occurrence-closed", "Cette séance est terminée ou annulée : ses participants ne changent plus. Corrigez la présence, ou planifiez une nouvelle séance.");
        var come = members.Where(m => m.Kind == CalendarKind.Usager && !file.Usagers.Contains(m.Id)).Select(m => m.Id).ToList();
        await access.RequireAsync(come, "C", "agenda.book", "occurrence", file.Occurrence.Id, file.Occurrence.EstablishmentId, ct);
        await reader.MeetStaffAsync(members, file.Occurrence.EstablishmentId, ct);
        await reader.RequireResourcesAsync(members, file.Occurrence.EstablishmentId, ct);
        return await ChangeAsync(file, file.Expected, members, file.Occurrence.StartsAt, file.Occurrence.EndsAt, overrideReason, ChangeKind.Members, ct);
    }

    /// <summary>Cancelling twice answers alike.</summary>
    public async Task CancelAsync(OccurrenceFile file, string reason, CancellationToken ct)
    {
        if (file.Occurrence.Status == OccurrenceStatus.Cancelled)
        {
            await access.KeepTrailAsync(ct);
            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await Calendar.TakeAsync(db, file.Members.Select(m => m.Calendar), ct);
        await ReleaseAsync(file.Occurrence, ct);
        db.Publish(ActivityCancelled.Topic, file.Occurrence.Cancel(reason, file.Activity.SourceId, clock.GetUtcNow()), file.Occurrence.Id);
        db.OccurrenceChanges.Add(OccurrenceChange.Of(file.Occurrence, ChangeKind.Cancelled, file.Occurrence.StartsAt, reason, access.Author, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    public async Task ValidateAsync(OccurrenceFile file, CancellationToken ct)
    {
        file.Occurrence.Validate();
        db.OccurrenceChanges.Add(OccurrenceChange.Of(file.Occurrence, ChangeKind.Validated, file.Occurrence.StartsAt, null, access.Author, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>What it held is free again.</summary>
    public Task<int> ReleaseAsync(Occurrence occurrence, CancellationToken ct) => db.BusyTimes.Where(b => b.SourceId == occurrence.Id).ExecuteDeleteAsync(ct);

    private async Task<BookingAnswer> ChangeAsync(OccurrenceFile file, IReadOnlyList<Member> before, IReadOnlyList<Member> after, DateTimeOffset startsAt, DateTimeOffset endsAt, string? overrideReason, ChangeKind kind, CancellationToken ct)
    {
        var (occurrence, activity) = (file.Occurrence, file.Activity);
        if (!occurrence.Open) throw new RuleBrokenException("occurrence-closed", "Cette séance est terminée ou annulée : elle ne change plus. Planifiez-en une nouvelle.");
        var proposal = Proposal.For(activity, startsAt, endsAt, after, occurrence.Id);
        PlanningFacts facts;
        List<Finding> findings;
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            await Calendar.TakeAsync(db, before.Concat(after).Select(m => m.Calendar), ct);
            facts = await reader.FreshAsync(activity.EstablishmentId, after, startsAt, endsAt, ct);
            findings = PlanningRules.Check(proposal, facts);
            if (findings.Exists(f => f.Hard) || findings.Count > 0 && string.IsNullOrWhiteSpace(overrideReason)) await transaction.RollbackAsync(ct);
            else
            {
                await WriteAsync(file, after, startsAt, endsAt, findings.Count > 0 ? overrideReason : null, kind, facts, ct);
                planner.TellOthers(occurrence, findings, clock.GetUtcNow());
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                var warnings = await holders.SayAsync(findings, facts, activity.EstablishmentId, ct);
                await db.SaveChangesAsync(ct);
                return BookingAnswer.Of(occurrence, activity, warnings);
            }
        }

        return await booking.RefuseAsync(findings, facts, proposal, ct);
    }

    private async Task WriteAsync(OccurrenceFile file, IReadOnlyList<Member> after, DateTimeOffset startsAt, DateTimeOffset endsAt, string? overrideReason, ChangeKind kind, PlanningFacts facts, CancellationToken ct)
    {
        var (occurrence, wasAt) = (file.Occurrence, file.Occurrence.StartsAt);
        var fact = occurrence.MoveTo(startsAt, endsAt, file.Activity.Zone, overrideReason, file.Activity.SourceId);
        await ReleaseAsync(occurrence, ct);
        foreach (var gone in file.Members.Where(m => m.Status == ParticipationStatus.Expected && !after.Any(a => a.Id == m.CalendarId))) gone.Leave(ParticipationStatus.Withdrawn, "team");
        foreach (var member in after)
        {
            if (file.Members.Find(m => m.CalendarId == member.Id) is { } known)
            {
                if (known.Status != ParticipationStatus.Expected) known.Return();
            }
            else db.Participations.Add(Participation.Of(occurrence.TenantId, occurrence.Id, member.Kind, member.Id, member.Wheelchair));
        }

        if (occurrence.ToReplace && after.Any(m => m.Kind == CalendarKind.Staff) && file.Members.Where(m => m.Status == ParticipationStatus.Missing).All(m => after.Any(a => a.Kind == CalendarKind.Staff && a.Id != m.CalendarId))) occurrence.StaffComplete();
        planner.Hold(occurrence, file.Activity.CoAnimation, after, facts);
        db.OccurrenceChanges.Add(OccurrenceChange.Of(occurrence, kind, wasAt, overrideReason, access.Author, clock.GetUtcNow()));
        db.Publish(ActivityMoved.Topic, fact, occurrence.Id);
    }
}
