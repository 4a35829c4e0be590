using Billing.Ledger;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;

namespace Billing.Attendance;

/// <summary>Keeps the status of identities, and joins what two of them had when they are found to be one person.</summary>
public static class FollowIdentity
{
    public static Task Created(IdentityCreated fact, BillingDbContext db, CancellationToken ct) => LearnAsync(fact.UsagerId, fact.Status, 0, db, ct);

    public static Task Corrected(IdentityCorrected fact, BillingDbContext db, CancellationToken ct) => LearnAsync(fact.UsagerId, fact.Status, fact.Version, db, ct);

    public static async Task Merged(IdentityMerged fact, BillingDbContext db, CancellationToken ct)
    {
        if (fact.KeptUsagerId == fact.AbsorbedUsagerId) return;
        (await PersonAsync(fact.AbsorbedUsagerId, db, ct)).MergeInto(fact.KeptUsagerId);

        // Both files are settled again from their first stay on: lines in double are reversed in the open period.
        Guid[] both = [fact.KeptUsagerId, fact.AbsorbedUsagerId];
        var stays = await db.Stays.AsNoTracking().Where(s => both.Contains(s.UsagerId)).Select(s => new { s.EstablishmentId, s.AdmittedOn }).ToListAsync(ct);
        foreach (var place in stays.GroupBy(s => s.EstablishmentId)) await Unsettled.MarkAsync(db, place.Key, fact.KeptUsagerId, place.Min(s => s.AdmittedOn), ct);
    }

    private static async Task LearnAsync(Guid usagerId, string status, int version, BillingDbContext db, CancellationToken ct) => (await PersonAsync(usagerId, db, ct)).Learn(status, version);

    private static async Task<KnownPerson> PersonAsync(Guid usagerId, BillingDbContext db, CancellationToken ct)
    {
        var known = await db.Persons.SingleOrDefaultAsync(p => p.UsagerId == usagerId, ct);
        if (known is null) db.Persons.Add(known = KnownPerson.Of(db.TenantId, usagerId));
        return known;
    }
}
