using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Consent.Grants;

/// <summary>
/// Grants that change hands with a merge, its undoing or a sorting. An account has one standing grant of each right for a person: where two meet, the one that
/// ends first gives way, and it stands again once they are two persons'.
/// </summary>
internal static class MovedGrants
{
    public static SubjectRows Of(string kind, ConsentDbContext db) =>
        SubjectRows.Of(kind, db.AccessGrants, row => row.Id, row => row.UsagerId) with { MoveAsync = (from, ids, to, ct) => MoveAsync(db, from, ids, to, ct) };

    private static async Task MoveAsync(ConsentDbContext db, Guid from, IReadOnlyCollection<Guid> ids, Guid to, CancellationToken ct)
    {
        var given = await db.AccessGrants.Where(g => (g.UsagerId == from || g.UsagerId == to) && g.RevokedAt == null).ToListAsync(ct);
        var (there, going, staying) = (given.FindAll(g => g.UsagerId == to), given.FindAll(g => g.UsagerId == from && ids.Contains(g.Id)), given.FindAll(g => g.UsagerId == from && !ids.Contains(g.Id)));
        foreach (var grant in going.Where(g => g.Stands))
            if (there.Find(g => g.Stands && g.SameRightAs(grant)) is { } met) Meet(met, grant);
        await db.SaveChangesAsync(ct);
        await db.AccessGrants.Where(g => g.UsagerId == from && ids.Contains(g.Id)).ExecuteUpdateAsync(set => set.SetProperty(g => g.UsagerId, to), ct);
        Part([.. there, .. going]);
        Part(staying);
        await db.SaveChangesAsync(ct);
    }

    private static void Meet(AccessGrant there, AccessGrant comes)
    {
        if (comes.Outlasts(there)) there.GiveWay(comes);
        else comes.GiveWay(there);
    }

    // Those that gave way to one who is no longer the same person's.
    private static void Part(List<AccessGrant> together)
    {
        foreach (var grant in together.Where(g => g.GaveWayTo is { } to && !together.Exists(other => other.Id == to)).OrderByDescending(g => g.EndsAt ?? DateTimeOffset.MaxValue))
        {
            if (together.Find(g => g.Stands && g.SameRightAs(grant)) is { } stands) grant.GiveWay(stands);
            else grant.StandAgain();
        }
    }
}
