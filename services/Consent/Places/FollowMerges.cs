using Consent.Deciding;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;

namespace Consent.Places;

/// <summary>Two identities were one person: what she agreed to and opposed binds the one that is kept. A merge that is taken back is sorted by hand.</summary>
internal static class FollowMerges
{
    public static async Task OnMerged(IdentityMerged fact, ConsentDbContext db, CancellationToken ct)
    {
        var (absorbed, kept) = (fact.AbsorbedUsagerId, fact.KeptUsagerId);
        await MoveAsync(db.Oppositions, absorbed, kept, ct);
        await MoveAsync(db.Consents, absorbed, kept, ct);
        await MoveAsync(db.SharingNeeds, absorbed, kept, ct);
        await MoveAsync(db.CareCircleMembers, absorbed, kept, ct);
        await MoveAsync(db.LegalMeasures, absorbed, kept, ct);
        await MoveAsync(db.AccessGrants, absorbed, kept, ct);
        await MoveAsync(db.Openings, absorbed, kept, ct);
        foreach (var mission in (await db.Missions.ToListAsync(ct)).Where(mission => mission.UsagerIds.Contains(absorbed))) mission.Reattach(absorbed, kept);
        // Last, so that a replica that reads meanwhile reads again.
        db.RaiseRules(absorbed);
        db.RaiseRules(kept);
        db.RaiseTenantRules();
    }

    private static Task<int> MoveAsync<T>(IQueryable<T> rows, Guid absorbed, Guid kept, CancellationToken ct) where T : class, IOfPerson =>
        rows.Where(row => row.UsagerId == absorbed).ExecuteUpdateAsync(set => set.SetProperty(row => EF.Property<Guid>(row, nameof(IOfPerson.UsagerId)), kept), ct);
}
