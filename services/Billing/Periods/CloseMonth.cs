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
        var found = await obstacles.FindAsync(structure, month, rights.Situation, persons => rights.KeepAsync(persons, id, "R", ct), ct);
        foreach (var person in found.Told.Select(o => o.UsagerId).OfType<Guid>().Distinct()) rights.Record("month.obstacles", "usager", person, person);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok<IReadOnlyList<Obstacle>>(found.Others ? [.. found.Told, new("others-not-visible", id, null, null, null, ToSettle.Unseen)] : found.Told);
    }

    public static async Task<Ok<PeriodView>> Close(Guid id, string period, BillingDbContext db, BillingRights rights, Obstacles obstacles, ClosingSeal seal, TimeProvider clock, CancellationToken ct)
    {
        var month = Month.Read(period);
        var text = month.ToString();
        var structure = await rights.RequireEstablishmentAsync(id, BillingRights.Accounting, "month.close", ct);
        var held = await db.Periods.SingleOrDefaultAsync(p => p.EstablishmentId == id && p.Month == text, ct);
        held?.RequireOpen();
        var found = await obstacles.FindAsync(structure, month, rights.Situation, persons => rights.KeepAsync(persons, id, "R", ct), ct);
        if (!found.Nothing || held is null)
            throw new RuleBrokenException("closing-refused", $"La période {text} ne peut pas être close : {found.Told.Count} point(s) à régler. Consultez la liste, réglez chaque point, puis recommencez.{(found.Others ? " " + ToSettle.Unseen : "")}")
            {
                Details = { ["obstacles"] = found.Told.Take(200).ToList() },
            };
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
