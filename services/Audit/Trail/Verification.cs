using Microsoft.EntityFrameworkCore;

namespace Audit.Trail;

/// <summary>Goes through a tenant's chain from its first block.</summary>
internal static class Verification
{
    public static async Task<VerificationReport> RunAsync(AuditDbContext db, CancellationToken ct)
    {
        ChainBlock? previous = null;
        var (blocks, lines) = (0L, 0L);
        await foreach (var block in db.Blocks.AsNoTracking().OrderBy(b => b.Number).AsAsyncEnumerable().WithCancellation(ct))
        {
            var held = await db.Lines.AsNoTracking().Where(line => line.Block == block.Number).OrderBy(line => line.Position).ToListAsync(ct);
            var altered = held.FirstOrDefault(line => line.Recompute() != line.Hash);
            if (altered is not null) return new(false, blocks, lines, block.Number, altered.Id, "line-altered");
            if (!block.Holds(previous, held)) return new(false, blocks, lines, block.Number, null, "block-broken");
            (previous, blocks, lines) = (block, blocks + 1, lines + held.Count);
        }
        var loose = await db.Lines.CountAsync(ct) - lines;
        return loose == 0 ? new(true, blocks, lines, null, null, null) : new(false, blocks, lines, null, null, "lines-outside-chain");
    }
}

/// <summary>What the verification found: where it broke, if it did.</summary>
internal sealed record VerificationReport(bool Verified, long Blocks, long Lines, long? BrokenBlock, Guid? BrokenLine, string? Reason);
