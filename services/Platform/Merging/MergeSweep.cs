using Microsoft.EntityFrameworkCore;

namespace Platform.Merging;

/// <summary>One merge, followed once more: what was written for the absorbed subject by whoever had not heard of it goes over as the rest did.</summary>
public sealed class MergeSweep<TContext, TFollower>(TContext db, TFollower follower, TimeProvider clock) where TContext : TenantDbContext where TFollower : MergeFollower
{
    // What a request wrote may be dated from its beginning.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <returns>How many rows came late.</returns>
    public async Task<int> RunAsync(Guid absorbed, CancellationToken ct)
    {
        await using var change = await new MergeBook(db).BeginAsync(ct);
        // Undone meanwhile, or another replica was first.
        if (await db.Set<SubjectMerge>().SingleOrDefaultAsync(m => m.AbsorbedId == absorbed, ct) is not { SweepAt: { } due } merge || due > clock.GetUtcNow()) return 0;
        var into = (await StandingMerges.ReadAsync(db, ct)).Now(absorbed);
        var late = await AnythingAsync(merge, ct) ? await FollowAsync(absorbed, into, ct) : 0;
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        // Swept once this has been asked too: else nobody would ask it again.
        await follower.FollowedAsync(into, ct);
        merge.Swept(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return late;
    }

    private async Task<int> FollowAsync(Guid absorbed, Guid into, CancellationToken ct)
    {
        await follower.BeforeAsync(absorbed, into, ct);
        await db.SaveChangesAsync(ct);
        var late = await new CarriedRows(db).CarryAsync(absorbed, into, follower.Carried, ct);
        await db.SaveChangesAsync(ct);
        await follower.AfterAsync(absorbed, into, ct);
        return late;
    }

    private async Task<bool> AnythingAsync(SubjectMerge merge, CancellationToken ct)
    {
        foreach (var kind in follower.Carried)
            if ((await kind.OfAsync(merge.AbsorbedId, ct)).Count > 0) return true;
        return await follower.NamedElsewhereAsync(merge.AbsorbedId, merge.MergedAt - Longest, ct);
    }
}
