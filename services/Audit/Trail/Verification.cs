using Microsoft.EntityFrameworkCore;

namespace Audit.Trail;

/// <summary>Goes through a tenant's chain from its first block, a page of blocks and their lines at a time.</summary>
internal static class Verification
{
    private const int Page = 200;

    public static async Task<VerificationReport> RunAsync(AuditDbContext db, CancellationToken ct)
    {
        ChainBlock? previous = null;
        var (blocks, lines) = (0L, 0L);
        while (await NextAsync(db, previous?.Number ?? 0, ct) is { Count: > 0 } page)
        {
            var (first, last) = (page[0].Number, page[^1].Number);
            var held = (await db.Lines.AsNoTracking().Where(line => line.Block >= first && line.Block <= last).OrderBy(line => line.Block).ThenBy(line => line.Position).ToListAsync(ct))
                .ToLookup(line => line.Block);
            foreach (var block in page)
            {
                List<AccessLine> own = [.. held[block.Number]];
                var altered = own.FirstOrDefault(line => line.Recompute() != line.Hash);
                if (altered is not null) return new(false, blocks, lines, block.Number, altered.Id, "line-altered");
                if (!block.Holds(previous, own)) return new(false, blocks, lines, block.Number, null, "block-broken");
                (previous, blocks, lines) = (block, blocks + 1, lines + own.Count);
            }
        }
        // One statement, so that lines being chained at this moment are seen with their block or not at all.
        var loose = await db.Lines.CountAsync(line => !db.Blocks.Any(block => block.Number == line.Block), ct);
        return loose == 0 ? new(true, blocks, lines, null, null, null) : new(false, blocks, lines, null, null, "lines-outside-chain");
    }

    private static Task<List<ChainBlock>> NextAsync(AuditDbContext db, long after, CancellationToken ct) =>
        db.Blocks.AsNoTracking().Where(block => block.Number > after).OrderBy(block => block.Number).Take(Page).ToListAsync(ct);
}

/// <summary>What the verification found: where it broke, if it did.</summary>
internal sealed record VerificationReport(bool Verified, long Blocks, long Lines, long? BrokenBlock, Guid? BrokenLine, string? Reason);
