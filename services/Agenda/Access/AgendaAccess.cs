using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Events;

namespace Agenda.Access;

/// <summary>
/// The gate before every planning: consent decides for the persons it concerns, directory for the house it is in, and the audit trail
/// keeps the answer. A refusal looks like an absence unless it may be told.
/// </summary>
public sealed class AgendaAccess(AgendaDbContext db, ConsentClient consent, DirectoryClient directory, Caller caller)
{
    /// <summary>Empty for a person or a relative: consent knows them by their account.</summary>
    public Guid Situation => caller.SituationId ?? (ByAccount ? Guid.Empty : throw new ForbiddenException("no-situation", "Votre session ne désigne aucune situation de travail. Reconnectez-vous et choisissez-en une."));

    /// <summary>The person, or somebody close.</summary>
    public bool ByAccount => caller.Kind is "person" or "relative";

    public string Account => caller.Subject;

    public string Kind => caller.Kind.Length > 0 ? caller.Kind : "system";

    /// <summary>Who acts, for the rows that name an author: a service that acts for itself has no situation.</summary>
    public Guid Author => caller.IsService ? Guid.Empty : Situation;

    /// <summary>The caller works for this house, now; a house is no secret, so a refusal says why.</summary>
    public async Task RequireHouseAsync(Guid establishment, CancellationToken ct)
    {
        if (await WorksAtAsync(establishment, ct)) return;
        throw new ForbiddenException("other-house", "Cet établissement n'est pas le vôtre. Changez de situation, ou demandez à un collègue qui y travaille.");
    }

    /// <summary>The same, asked: for what of another house must look as if it were not there.</summary>
    public async Task<bool> WorksAtAsync(Guid establishment, CancellationToken ct)
    {
        if (caller.IsService) return true;
        var professional = await directory.FindAsync(Situation, ct);
        if (professional is null || !professional.Active || professional.TenantId != db.TenantId) throw new NotFoundException();
        return professional.WorksAt(establishment);
    }

    /// <summary>All or nothing: the act concerns all these persons.</summary>
    public async Task<IReadOnlyDictionary<Guid, Verdict>> RequireAsync(IReadOnlyCollection<Guid> usagers, string action, string act, string subjectType, Guid subject, Guid? establishment, CancellationToken ct)
    {
        if (usagers.Count == 0 || caller.IsService)
        {
            foreach (var usager in usagers) Record(act, subjectType, subject, usager, null);
            return new Dictionary<Guid, Verdict>();
        }

        if (ByAccount && action != "R") throw new ForbiddenException("ask-instead", "Ce changement se demande à l'équipe : envoyez une demande depuis la séance.");
        return await RequireAspectAsync(usagers, action, "", act, subjectType, subject, establishment, ct);
    }

    /// <summary>The same for one aspect, which a person or a relative may also be allowed.</summary>
    public async Task<IReadOnlyDictionary<Guid, Verdict>> RequireAspectAsync(IReadOnlyCollection<Guid> usagers, string action, string aspect, string act, string subjectType, Guid subject, Guid? establishment, CancellationToken ct)
    {
        var verdicts = await consent.AskAsync(Situation, action, aspect, usagers, establishment, ct);
        foreach (var (usager, verdict) in verdicts) Record(act, subjectType, subject, usager, verdict);
        if (verdicts.Values.FirstOrDefault(v => !v.Allowed) is not { } refusal) return verdicts;
        await KeepTrailAsync(ct);
        throw refusal.MayKnow ? new ForbiddenException("not-authorised", refusal.Explanation) : new NotFoundException();
    }

    /// <summary>Who may change only what they have planned, changes nothing else.</summary>
    public async Task RequireOwnAsync(IReadOnlyDictionary<Guid, Verdict> verdicts, Guid plannedBy, CancellationToken ct)
    {
        if (!verdicts.Values.Any(v => v.OwnOnly) || plannedBy == Author) return;
        await KeepTrailAsync(ct);
        throw new ForbiddenException("not-yours", "Vous ne pouvez changer que les séances que vous avez planifiées. Demandez à leur auteur.");
    }

    /// <summary>What may be seen, person by person. Refusals are kept in the trail and shown nowhere.</summary>
    public async Task<IReadOnlyDictionary<Guid, Verdict>> SeeAsync(IReadOnlyCollection<Guid> usagers, string act, string subjectType, Guid subject, Guid? establishment, CancellationToken ct)
    {
        if (usagers.Count == 0) return new Dictionary<Guid, Verdict>();
        var verdicts = await consent.AskAsync(Situation, "R", usagers, establishment, ct);
        foreach (var (usager, verdict) in verdicts.Where(v => v.Value.Allowed)) Record(act, subjectType, subject, usager, verdict);
        return verdicts;
    }

    /// <summary>Something that is not there for the caller, of another organisation perhaps: the attempt is kept.</summary>
    public async Task<NotFoundException> MissingAsync(string subjectType, Guid subject, string act, CancellationToken ct)
    {
        db.Audit(new(act, subjectType, subject.ToString()) { Category = ConsentClient.Agenda, Outcome = "refused", ReasonCode = "not-found" });
        await KeepTrailAsync(ct);
        return new();
    }

    public void Record(string act, string subjectType, Guid subject, Guid? usager, Verdict? verdict) => db.Audit(new(act, subjectType, subject.ToString())
    {
        Category = ConsentClient.Agenda, UsagerId = usager, Outcome = verdict is { Allowed: false } ? "refused" : "allowed", ReasonCode = verdict?.ReasonCode ?? "", RuleIds = verdict?.RuleIds ?? [], Purpose = ConsentClient.Coordination,
    });

    /// <summary>Saves the trail and nothing else.</summary>
    public async Task KeepTrailAsync(CancellationToken ct)
    {
        foreach (var entry in db.ChangeTracker.Entries().Where(e => e.Entity is not OutboxMessage).ToList()) entry.State = EntityState.Detached;
        await db.SaveChangesAsync(ct);
    }
}
