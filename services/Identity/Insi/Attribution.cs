using Identity.Matching;
using Identity.Protection;
using Identity.Rights;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Insi;

/// <summary>Gives an INS to a usager, or takes it back. One INS never goes to two active identities of a tenant.</summary>
public sealed class Attribution(IdentityDbContext db, InsVault vault, IdentityRights rights, TimeProvider clock)
{
    /// <summary>Refuses, and raises the potential duplicate, when somebody else holds this INS.</summary>
    public async Task RequireFreeAsync(Usager usager, InsiIdentity identity, CancellationToken ct)
    {
        var digest = vault.Digest(usager.TenantId, identity.Active);
        var holder = await db.Usagers.AsNoTracking().FirstOrDefaultAsync(u => u.Active && u.Id != usager.Id && u.Ins != null && u.Ins.Digest == digest, ct);
        if (holder is null) return;
        await RaiseAsync(usager, holder, ct);
        var refusal = new RuleBrokenException("potential-duplicate", "Une autre identité de votre organisme porte déjà cet INS. Un doublon potentiel est signalé au référent identitovigilance ; rien n'a été modifié : voyez avec lui.");
        if (await rights.KeepReadableAsync([holder], u => (u.Id, u.EstablishmentId, u.UnitId), ct) is [var shown]) refusal.Details["usagerId"] = shown.Id;
        throw refusal;
    }

    public async Task<SealedIns> HoldAsync(Usager usager, InsiIdentity identity, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var active = vault.Seal(usager.TenantId, usager.Id, identity.Active);
        var known = await db.HeldIns.Where(i => i.UsagerId == usager.Id).ToListAsync(ct);
        foreach (var old in known.Where(i => i.EndedAt is null && !i.Former && i.Digest != active.Digest)) old.End("replaced", now);
        if (!known.Any(i => i.EndedAt is null && !i.Former && i.Digest == active.Digest)) db.HeldIns.Add(HeldIns.Of(usager, active, former: false, rights.Author.Subject, now));
        foreach (var former in identity.Former.Select(ins => vault.Seal(usager.TenantId, usager.Id, ins)).Where(f => !known.Any(i => i.Digest == f.Digest)))
            db.HeldIns.Add(HeldIns.Of(usager, former, former: true, rights.Author.Subject, now));
        return active;
    }

    public async Task CloseAsync(Guid usagerId, string reason, CancellationToken ct)
    {
        foreach (var held in await db.HeldIns.Where(i => i.UsagerId == usagerId && i.EndedAt == null && !i.Former).ToListAsync(ct)) held.End(reason, clock.GetUtcNow());
    }

    private async Task RaiseAsync(Usager usager, Usager holder, CancellationToken ct)
    {
        var pair = PotentialDuplicate.Of(usager.TenantId, usager.Id, holder.Id, DuplicateReason.SameIns, 1, clock.GetUtcNow());
        if (await db.PotentialDuplicates.AnyAsync(d => d.FirstId == pair.FirstId && d.SecondId == pair.SecondId && d.Reason == DuplicateReason.SameIns, ct)) return;
        db.PotentialDuplicates.Add(pair);
        rights.Audit(usager.Id, "identity.duplicate-raised", pair.Id.ToString(), "duplicate");
        await db.SaveChangesAsync(ct);
    }
}
