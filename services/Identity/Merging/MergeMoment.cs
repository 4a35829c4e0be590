using Microsoft.EntityFrameworkCore;

namespace Identity.Merging;

/// <summary>
/// The moment of a merge or its undoing. Who follows them compares moments, and each replica has its own clock: what an identity goes through
/// comes after all that it went through before.
/// </summary>
internal static class MergeMoment
{
    public static async Task<DateTimeOffset> AfterLastAsync(IdentityDbContext db, Guid absorbed, DateTimeOffset now, CancellationToken ct)
    {
        var last = await db.History.AsNoTracking().Where(h => h.UsagerId == absorbed && (h.Act == Absorbed || h.Act == Unmerged)).OrderByDescending(h => h.At).Select(h => (DateTimeOffset?)h.At).FirstOrDefaultAsync(ct);
        // In microseconds, the finest that PostgreSQL keeps: what is told is what is compared with later.
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        var next = last?.AddMicroseconds(1);
        return next > now ? next.Value : now;
    }

    /// <summary>How the absorbed one's history calls the two acts.</summary>
    public const string Absorbed = "absorbed", Unmerged = "unmerged";
}
