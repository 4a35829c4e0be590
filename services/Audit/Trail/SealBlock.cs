using Contracts.Audit;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Audit.Trail;

/// <summary>Chains a lot of accesses. Two replicas at once aim at the same number: the key lets one win and the other lot comes again.</summary>
internal static class SealBlock
{
    public static async Task Apply(IReadOnlyList<DeliveredFact<AccessRecorded>> facts, AuditDbContext db, CancellationToken ct)
    {
        var ids = facts.Select(fact => fact.Fact.AccessId).ToList();
        var known = await db.Lines.Where(line => ids.Contains(line.Id)).Select(line => line.Id).ToListAsync(ct);
        var fresh = facts.Where(fact => !known.Contains(fact.Fact.AccessId)).OrderBy(fact => fact.Fact.AccessId).ToList();
        if (fresh.Count == 0) return;

        var previous = await db.Blocks.AsNoTracking().OrderByDescending(block => block.Number).FirstOrDefaultAsync(ct);
        var number = (previous?.Number ?? 0) + 1;
        var lines = fresh.Select((fact, position) => AccessLine.Of(db.TenantId, number, position, fact.Fact, fact.Envelope.Environment)).ToList();
        db.AddRange(lines);
        db.Add(ChainBlock.Seal(db.TenantId, previous, lines, facts.Max(fact => fact.Envelope.Time)));
    }
}
