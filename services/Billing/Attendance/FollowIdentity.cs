using Billing.Ledger;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Billing.Attendance;

/// <summary>
/// Keeps the status of identities, joins what two of them had when they are found to be one person, and parts it again when they are not. Stays
/// never change hands by that: the next confirmation reverses what is billed in double, or bills again what was reversed for a mistake.
/// </summary>
public static class FollowIdentity
{
    public const string Stay = "stay";

    public static Task Created(IdentityCreated fact, BillingDbContext db, CancellationToken ct) => LearnAsync(fact.UsagerId, fact.Status, 0, db, ct);

    public static Task Corrected(IdentityCorrected fact, BillingDbContext db, CancellationToken ct) => LearnAsync(fact.UsagerId, fact.Status, fact.Version, db, ct);

    public static async Task Merged(IdentityMerged fact, BillingDbContext db, CancellationToken ct) =>
        await new MergeBook(db).JoinAsync(fact.AbsorbedUsagerId, fact.KeptUsagerId, fact.MergedAt, [], async into =>
        {
            (await PersonAsync(fact.AbsorbedUsagerId, db, ct)).MergeInto(fact.KeptUsagerId);
            await UnsettleAsync(fact.AbsorbedUsagerId, into, [into], db, ct);
        }, ct);

    public static async Task Unmerged(IdentityUnmerged fact, BillingDbContext db, CancellationToken ct) =>
        await new MergeBook(db).PartAsync(fact.RestoredUsagerId, fact.KeptUsagerId, fact.UnmergedAt, [Rows(db)], async parting =>
        {
            (await PersonAsync(parting.Restored, db, ct)).StandAgain();
            await UnsettleAsync(parting.Restored, parting.Kept, [parting.Restored, parting.Kept], db, ct);
        }, ct);

    /// <summary>Stays, so that those made between a merge and its undoing are listed. They bear the identity they were made under, and nothing is moved.</summary>
    public static SubjectRows Rows(BillingDbContext db) => SubjectRows.Of(Stay, db.Stays, s => s.Id, s => s.UsagerId) with { MoveAsync = (_, _, _, _) => Task.CompletedTask };

    // Both files are settled again from their first stay on, by reversals and new lines in the open period.
    private static async Task UnsettleAsync(Guid one, Guid other, IReadOnlyList<Guid> persons, BillingDbContext db, CancellationToken ct)
    {
        Guid[] both = [one, other];
        var stays = await db.Stays.AsNoTracking().Where(s => both.Contains(s.UsagerId)).Select(s => new { s.EstablishmentId, s.AdmittedOn }).ToListAsync(ct);
        foreach (var place in stays.GroupBy(s => s.EstablishmentId))
            foreach (var person in persons) await Unsettled.MarkAsync(db, place.Key, person, place.Min(s => s.AdmittedOn), ct);
    }

    private static async Task LearnAsync(Guid usagerId, string status, int version, BillingDbContext db, CancellationToken ct) => (await PersonAsync(usagerId, db, ct)).Learn(status, version);

    private static async Task<KnownPerson> PersonAsync(Guid usagerId, BillingDbContext db, CancellationToken ct)
    {
        var known = await db.Persons.SingleOrDefaultAsync(p => p.UsagerId == usagerId, ct);
        if (known is null) db.Persons.Add(known = KnownPerson.Of(db.TenantId, usagerId));
        return known;
    }
}
