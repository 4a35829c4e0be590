using Contracts.Directory;
using HealthDirectory.Mailboxes;
using HealthDirectory.Professionals;
using Microsoft.EntityFrameworkCore;
using Platform;
using Situation = HealthDirectory.Professionals.Situation;

namespace HealthDirectory.Employment;

/// <summary>The registre du personnel: opens, moves and closes situations, tells it, and puts in other hands what the leaver held. The caller saves.</summary>
internal sealed class StaffRegister(DirectoryDbContext db, TimeProvider clock)
{
    public async Task<Situation> BeginAsync(SituationFacts facts, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var situation = Situation.Begin(Guid.CreateVersion7(now), db.TenantId, facts, now);
        db.Add(situation);
        Note("situation.begin", situation);
        await TellAsync(situation, now, ct);
        return situation;
    }

    public void Move(Situation situation, IReadOnlyList<Guid> unitIds, Function function)
    {
        db.Publish(StaffMoved.Topic, situation.Move(unitIds, function, clock.GetUtcNow()), situation.Id);
        Note("situation.move", situation);
    }

    public async Task EndAsync(Situation situation, DateTimeOffset at, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        situation.End(at, now);
        Note("situation.end", situation);
        await TellAsync(situation, now, ct);
    }

    /// <summary>The contract's situations take its new dates; those that ended before it keep their own end.</summary>
    public async Task FollowAsync(EmploymentContract contract, DateTimeOffset? formerEnd, IEnumerable<Situation> situations, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var situation in situations.Where(one => one.Follows(contract) && (one.EndsAt == formerEnd || contract.EndsAt < one.EndsAt)))
        {
            situation.Reschedule(contract.StartsAt, contract.EndsAt);
            Note("situation.reschedule", situation);
            await TellAsync(situation, now, ct);
        }
    }

    /// <summary>The minute of a situation has come. Saves.</summary>
    public async Task TellDueAsync(Guid id, CancellationToken ct)
    {
        await TellAsync(await db.Situations.SingleAsync(s => s.Id == id, ct), clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Tells what has become true: the start, the end, or both.</summary>
    public async Task TellAsync(Situation situation, DateTimeOffset now, CancellationToken ct)
    {
        if (situation.State == SituationState.Expected && situation.ActiveAt(now)) await OpenAsync(situation, now, ct);
        if (situation.State != SituationState.Closed && situation.EndsAt <= now) await CloseAsync(situation, now, ct);
    }

    // Who comes back reads their own mailbox again.
    private async Task OpenAsync(Situation situation, DateTimeOffset now, CancellationToken ct)
    {
        db.Publish(StaffJoined.Topic, situation.Open(now), situation.Id);
        var own = db.Professionals.Where(p => p.Id == situation.ProfessionalId).Select(p => p.NationalId);
        var addresses = db.Mailboxes.Where(m => own.Contains(m.NationalId)).Select(m => m.Address);
        db.RemoveRange(await db.MailboxDelegations.Where(d => d.EstablishmentId == situation.EstablishmentId && addresses.Contains(d.Address)).ToListAsync(ct));
    }

    private async Task CloseAsync(Situation situation, DateTimeOffset now, CancellationToken ct)
    {
        db.Publish(StaffLeft.Topic, situation.Close(now), situation.Id);
        var held = await db.Tasks.Where(task => task.TakenBy == situation.Id && task.ClosedAt == null).ToListAsync(ct);
        foreach (var task in held) task.Release();
        if (situation.EstablishmentId is not { } place) return;
        await DelegateMailboxesAsync(situation.ProfessionalId, place, now, ct);
        if (await db.OpenedMailboxes.AnyAsync(m => m.Type == "ORG" && m.EstablishmentId == place && m.ResponsibleId == situation.ProfessionalId, ct)) await Tasks.OpenTasks.OnResponsibleLeftAsync(db, place, situation.ProfessionalId, now, ct);
    }

    // The team reads on: what is written to the leaver's mailbox of that place is the place's business.
    private async Task DelegateMailboxesAsync(Guid professionalId, Guid place, DateTimeOffset now, CancellationToken ct)
    {
        var nationalId = await db.Professionals.Where(p => p.Id == professionalId).Select(p => p.NationalId).SingleAsync(ct);
        var establishment = await db.Establishments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == place, ct);
        if (establishment is null) return;
        var left = await db.Mailboxes.AsNoTracking().Where(m => m.NationalId == nationalId && m.Finess == establishment.Finess).Select(m => m.Address).ToListAsync(ct);
        var known = await db.MailboxDelegations.Where(d => left.Contains(d.Address)).Select(d => d.Address).ToListAsync(ct);
        foreach (var address in left.Except(known)) db.Add(MailboxDelegation.To(establishment.Mailbox, db.TenantId, address, place, now));
    }

    private void Note(string action, Situation situation) => db.Audit(new(action, "situation", situation.Id.ToString()) { Category = "ADM" });
}
