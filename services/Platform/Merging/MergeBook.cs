using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Platform.Merging;

/// <summary>
/// Joins what two subjects have when they are found to be one, and parts it again when they are not: what went over is written down and goes
/// back, what was made in between stays and is listed for somebody to sort. Each fact is one transaction, one after the other in each tenant, and old
/// news changes nothing.
/// </summary>
public sealed class MergeBook(TenantDbContext db)
{
    /// <summary>Follows a merge as it is told; it will be followed again for what comes late.</summary>
    /// <param name="absorbed">Whose rows go over.</param>
    /// <param name="kept">As the fact names it.</param>
    /// <param name="at">The fact's moment.</param>
    /// <param name="follower">The rows, and what goes with them.</param>
    /// <param name="ct">Stops waiting.</param>
    public async Task JoinAsync(Guid absorbed, Guid kept, DateTimeOffset at, MergeFollower follower, CancellationToken ct)
    {
        var into = await JoinAsync(absorbed, kept, at, follower.Carried, who => follower.BeforeAsync(absorbed, who, ct), ct, who => follower.AfterAsync(absorbed, who, ct), again: true);
        if (into is { } told) await follower.FollowedAsync(told, ct);
    }

    /// <param name="absorbed">Whose rows go over.</param>
    /// <param name="kept">As the fact names it.</param>
    /// <param name="at">The fact's moment.</param>
    /// <param name="kinds">The rows.</param>
    /// <param name="before">What must happen before the rows go: told who has them from now on.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <param name="after">What follows once they have gone.</param>
    /// <param name="again">It is followed again for what comes late.</param>
    /// <returns>Who has the rows now; null when the fact was no news.</returns>
    public async Task<Guid?> JoinAsync(Guid absorbed, Guid kept, DateTimeOffset at, IReadOnlyList<SubjectRows> kinds, Func<Guid, Task>? before, CancellationToken ct, Func<Guid, Task>? after = null, bool again = false)
    {
        if (absorbed == kept) return null;
        at = AsStored(at);
        await using var change = await BeginAsync(ct);
        if (await NewsAsync(absorbed, kept, at, ct) is not { } merge) return null;
        if (again) merge.Followed(db.Now);
        var into = (await StandingMerges.ReadAsync(db, ct)).Now(kept);
        if (into == absorbed) throw Waiting();
        if (before is not null) await before(into);
        await db.SaveChangesAsync(ct);
        await new CarriedRows(db).CarryAsync(absorbed, into, kinds, ct);
        await db.SaveChangesAsync(ct);
        if (after is not null) await after(into);
        await CommitAsync(change, ct);
        return into;
    }

    /// <param name="restored">Who stands by itself again.</param>
    /// <param name="kept">As the fact names it.</param>
    /// <param name="at">The fact's moment.</param>
    /// <param name="kinds">The rows.</param>
    /// <param name="after">What else goes back, and what else is to be sorted.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <param name="before">What must happen before the rows go back.</param>
    /// <returns>Null when the fact was no news, or its merge has not come.</returns>
    public async Task<Parting?> PartAsync(Guid restored, Guid kept, DateTimeOffset at, IReadOnlyList<SubjectRows> kinds, Func<Parting, Task>? after, CancellationToken ct, Func<Parting, Task>? before = null)
    {
        at = AsStored(at);
        await using var change = await BeginAsync(ct);
        var known = await FindAsync(restored, ct);
        if (known is null || known.UndoneAt is not null)
        {
            // Its merge comes later, or never: it will be old news.
            if (known is null) db.Add(known = SubjectMerge.Of(db.TenantId, restored, kept, at));
            if (known.UndoneAt is not { } undone || undone < at) known.Undo(at);
            await CommitAsync(change, ct);
            return null;
        }
        if (at < known.MergedAt) return null;

        var parting = await ReadAsync(known, ct);
        if (before is not null) await before(parting);
        foreach (var kind in kinds) await kind.MoveAsync(parting.Kept, [.. parting.Moved[kind.Kind]], restored, ct);
        foreach (var kind in kinds.Where(kind => !kind.Follows))
            foreach (var row in (await kind.OfAsync(parting.Kept, ct)).Where(row => parting.MadeMeanwhile(row) && !parting.OfOthers.Contains(row))) parting.Sort(kind.Kind, row);
        if (after is not null) await after(parting);
        await ListAsync(parting, at, ct);
        await db.Set<MovedRow>().Where(row => row.AbsorbedId == restored).ExecuteDeleteAsync(ct);
        known.Undo(at);
        await CommitAsync(change, ct);
        return parting;
    }

    /// <summary>
    /// Begins a change of who has what. One at a time in each tenant: who goes on as whom must not change between being read and being followed. SQLite has
    /// one writer anyhow.
    /// </summary>
    internal async Task<IDbContextTransaction> BeginAsync(CancellationToken ct)
    {
        var change = await db.Database.BeginTransactionAsync(ct);
        if (!db.Database.IsNpgsql()) return change;
        var key = BitConverter.ToInt64(db.TenantId.ToByteArray(), 0) ^ BitConverter.ToInt64(db.TenantId.ToByteArray(), 8);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({key})", ct);
        return change;
    }

    // Null for what is known, or older than what is known.
    private async Task<SubjectMerge?> NewsAsync(Guid absorbed, Guid kept, DateTimeOffset at, CancellationToken ct)
    {
        var known = await FindAsync(absorbed, ct);
        if (known is null) db.Add(known = SubjectMerge.Of(db.TenantId, absorbed, kept, at));
        else if (known.UndoneAt is { } undone && undone < at) known.MergeAgain(kept, at);
        else if (known.UndoneAt is not null || at <= known.MergedAt) return null;
        else throw Waiting();   // merged already: the undoing in between is still on its way
        return known;
    }

    private async Task<Parting> ReadAsync(SubjectMerge merge, CancellationToken ct)
    {
        var standing = await StandingMerges.ReadAsync(db, ct);
        var kept = standing.Now(merge.KeptId);
        // What had been merged into this one before goes with it.
        var with = standing.WithAbsorbed(merge.AbsorbedId);
        var concerned = standing.WithAbsorbed(kept);
        var moved = await db.Set<MovedRow>().AsNoTracking().Where(row => concerned.Contains(row.AbsorbedId)).ToListAsync(ct);
        return new(merge.AbsorbedId, kept, merge.MergedAt, moved.Where(row => with.Contains(row.AbsorbedId)).ToLookup(row => row.Kind, row => row.RowId, StringComparer.Ordinal),
            moved.Where(row => !with.Contains(row.AbsorbedId)).Select(row => row.RowId).ToHashSet());
    }

    private async Task ListAsync(Parting parting, DateTimeOffset at, CancellationToken ct)
    {
        var listed = (await db.Set<RowToSort>().AsNoTracking().Where(r => r.RestoredId == parting.Restored && r.KeptId == parting.Kept && r.SettledAt == null).ToListAsync(ct)).Select(r => (r.Kind, r.RowId)).ToHashSet();
        foreach (var (kind, row) in parting.ToSort.Where(listed.Add)) db.Add(RowToSort.Of(db.TenantId, parting.Restored, parting.Kept, kind, row, parting.Since, at));
    }

    private Task<SubjectMerge?> FindAsync(Guid absorbed, CancellationToken ct) => db.Set<SubjectMerge>().SingleOrDefaultAsync(m => m.AbsorbedId == absorbed, ct);

    private async Task CommitAsync(IDbContextTransaction change, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
    }

    // PostgreSQL keeps microseconds: a fact that comes again must not look newer than itself.
    private static DateTimeOffset AsStored(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));

    // Answers "retry": the bus promises no order.
    private static RuleBrokenException Waiting() => new("merge-out-of-order", "Une fusion plus ancienne n'est pas encore défaite. Attendez un instant : l'information sera reprise d'elle-même.");
}

/// <summary>Two subjects that are parted.</summary>
/// <param name="Restored">Who stands by itself again.</param>
/// <param name="Kept">Who had the rows of both until now.</param>
/// <param name="Since">When they were merged.</param>
/// <param name="Moved">What goes back, by kind.</param>
/// <param name="OfOthers">What the kept one has from others that were merged into it.</param>
public sealed record Parting(Guid Restored, Guid Kept, DateTimeOffset Since, ILookup<string, Guid> Moved, IReadOnlySet<Guid> OfOthers)
{
    internal List<(string Kind, Guid Row)> ToSort { get; } = [];

    /// <summary>An id tells the millisecond of its making, no less.</summary>
    public bool MadeMeanwhile(Guid id) => MadeAt.Milliseconds(id) >= Since.ToUnixTimeMilliseconds();

    /// <summary>Somebody has to say whose this is.</summary>
    public void Sort(string kind, Guid row) => ToSort.Add((kind, row));
}
