using System.Text.Json;
using Billing.Rights;
using Billing.Rules;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Billing.Periods;

/// <param name="State">DRAFT before the first confirmation, then CONFIRMED, CLOSED.</param>
/// <param name="Record">The last closing record, also after a reopening.</param>
public sealed record PeriodView(Guid EstablishmentId, string Period, string State, DateTimeOffset? ConfirmedAt, DateTimeOffset? ClosedAt, JsonElement? Record, string? Signature, bool? SignatureHolds,
    DateTimeOffset? ReopenedAt, string? ReopenReason);

/// <summary>What each payer owes in a period, residents together.</summary>
public sealed record PayerTotals(Guid EstablishmentId, string Period, decimal Total, IReadOnlyList<AmountView> Payers, IReadOnlyList<AmountView> Natures);

internal static class ReadPeriod
{
    public static async Task<Ok<PeriodView>> State(Guid id, string period, BillingDbContext db, BillingRights rights, ClosingSeal seal, CancellationToken ct)
    {
        var month = Month.Read(period).ToString();
        await rights.RequireEstablishmentAsync(id, BillingRights.Reading, "period.read", ct);
        var held = await db.Periods.AsNoTracking().SingleOrDefaultAsync(p => p.EstablishmentId == id && p.Month == month, ct);
        var view = View(id, month, held, seal);
        if (view.Record is not null && !await MayAddUpAsync(id, month, db, rights, ct)) view = view with { Record = null, Signature = null, SignatureHolds = null };
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(view);
    }

    // The closing record adds up everybody and is signed as a whole: who may not see one of them does not read it.
    private static async Task<bool> MayAddUpAsync(Guid id, string month, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        var persons = await db.Events.AsNoTracking().Where(e => e.EstablishmentId == id && e.Period == month).Select(e => e.UsagerId).Distinct().ToListAsync(ct);
        return (await rights.KeepAsync(persons, id, "R", ct)).Count == persons.Count;
    }

    public static async Task<Ok<PayerTotals>> Payers(Guid id, string period, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        var month = Month.Read(period).ToString();
        await rights.RequireEstablishmentAsync(id, BillingRights.Reading, "payers.read", ct);
        var lines = await db.Events.AsNoTracking().Where(e => e.EstablishmentId == id && e.Period == month && e.Billable).Select(e => new { e.UsagerId, e.PayerKind, e.PayerId, e.Nature, e.OfNature, e.Amount }).ToListAsync(ct);
        var visible = await rights.KeepAsync([.. lines.Select(l => l.UsagerId)], id, "R", ct);
        lines.RemoveAll(l => !visible.Contains(l.UsagerId));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new PayerTotals(id, month, lines.Sum(l => l.Amount),
            [.. lines.GroupBy(l => l.PayerKind == PayerKind.Resident ? PayerKind.Resident.Code() : l.PayerId).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new AmountView(g.Key, g.Sum(l => l.Amount), g.Count()))],
            [.. lines.GroupBy(l => l.OfNature ?? l.Nature).OrderBy(g => g.Key).Select(g => new AmountView(g.Key.Code(), g.Sum(l => l.Amount), g.Count()))]));
    }

    public static string StateOf(BillingPeriod? period) => period switch { null or { ConfirmedAt: null } => "DRAFT", { Closed: true } => "CLOSED", _ => "CONFIRMED" };

    public static PeriodView View(Guid id, string month, BillingPeriod? p, ClosingSeal seal) => new(id, month, StateOf(p), p?.ConfirmedAt, p?.ClosedAt,
        p?.Record is { } record ? JsonSerializer.Deserialize<JsonElement>(record) : null, p?.Signature, p is { Record: { } signed, Signature: { } signature } ? seal.Holds(signed, signature) : null, p?.ReopenedAt, p?.ReopenReason);
}
