using System.Text.Json;
using Billing.Ledger;
using Billing.Rights;
using Billing.Rules;
using Contracts.Billing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Periods;

internal static class CloseMonth
{
    public static async Task<Ok<IReadOnlyList<Obstacle>>> ListObstacles(Guid id, string period, BillingDbContext db, BillingRights rights, Obstacles obstacles, CancellationToken ct)
    {
        var month = Month.Read(period);
        var structure = await rights.RequireEstablishmentAsync(id, BillingRights.Accounting, "month.obstacles", ct);
        var found = await obstacles.FindAsync(structure, month, rights.Situation, ct);
        var visible = await rights.KeepAsync([.. found.Select(o => o.UsagerId).OfType<Guid>()], id, "R", ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok<IReadOnlyList<Obstacle>>([.. found.Where(o => o.UsagerId is not { } usager || visible.Contains(usager))]);
    }

    public static async Task<Ok<PeriodView>> Close(Guid id, string period, BillingDbContext db, BillingRights rights, Obstacles obstacles, ClosingSeal seal, TimeProvider clock, CancellationToken ct)
    {
        var month = Month.Read(period);
        var text = month.ToString();
        var structure = await rights.RequireEstablishmentAsync(id, BillingRights.Accounting, "month.close", ct);
        var held = await db.Periods.SingleOrDefaultAsync(p => p.EstablishmentId == id && p.Month == text, ct);
        held?.RequireOpen();
        var found = await obstacles.FindAsync(structure, month, rights.Situation, ct);
        if (found.Count > 0 || held is null)
        {
            var visible = await rights.KeepAsync([.. found.Select(o => o.UsagerId).OfType<Guid>()], id, "R", ct);
            var told = found.Where(o => o.UsagerId is not { } usager || visible.Contains(usager)).ToList();
            var others = told.Count < found.Count ? " D'autres points concernent des personnes que vous ne pouvez pas voir : demandez à un collègue habilité." : "";
            throw new RuleBrokenException("closing-refused", $"La période {text} ne peut pas être close : {told.Count} point(s) à régler. Consultez la liste, réglez chaque point, puis recommencez.{others}")
            {
                Details = { ["obstacles"] = told.Take(200).ToList() },
            };
        }
        var now = clock.GetUtcNow();
        var record = JsonSerializer.Serialize(await RecordAsync(structure, text, rights.Situation, now, db, ct), JsonSerializerOptions.Web);
        held.Close(record, seal.Sign(record), rights.Situation, now);
        db.Publish(PeriodClosed.Topic, new PeriodClosed(id, text, Reopened: false, now), held.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ReadPeriod.View(id, text, held, seal));
    }

    private static async Task<object> RecordAsync(Structure structure, string month, Guid situation, DateTimeOffset now, BillingDbContext db, CancellationToken ct)
    {
        var lines = await db.Events.AsNoTracking().Where(e => e.EstablishmentId == structure.EstablishmentId && e.Period == month)
            .Select(e => new { e.Nature, e.PayerKind, e.PayerId, e.Amount, e.Billable, Correction = e.ReversalOf != null || e.OriginalPeriod != null }).ToListAsync(ct);
        var head = await db.Heads.AsNoTracking().SingleOrDefaultAsync(h => h.EstablishmentId == structure.EstablishmentId, ct);
        return new
        {
            structure.EstablishmentId, structure.FinessEt, structure.FinessEj, period = month, closedAt = now, closedBy = situation, events = lines.Count, billable = lines.Count(l => l.Billable),
            corrections = lines.Count(l => l.Correction), amount = lines.Sum(l => l.Amount),
            byPayer = lines.GroupBy(l => l.PayerKind == PayerKind.Resident ? PayerKind.Resident.Code() : l.PayerId).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new AmountView(g.Key, g.Sum(l => l.Amount), g.Count())),
            byNature = lines.GroupBy(l => l.Nature).OrderBy(g => g.Key).Select(g => new AmountView(g.Key.Code(), g.Sum(l => l.Amount), g.Count())),
            ledgerLines = head?.Count ?? 0, ledgerHead = head?.Hash ?? LedgerHead.Genesis,
        };
    }
}
