using Billing.Ledger;
using Billing.Rights;
using Billing.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Billing.Periods;

/// <param name="UnitId">Only the stays of this unit; all when left out.</param>
public sealed record ConfirmRequest(Guid? UnitId = null);

/// <param name="Regularisations">How many of the lines correct months confirmed before.</param>
public sealed record ConfirmationView(Guid EstablishmentId, string Period, int Lines, decimal Amount, int Regularisations, decimal Regularised);

internal static class ConfirmMonth
{
    public static async Task<Ok<ConfirmationView>> Confirm(Guid id, string period, ConfirmRequest? request, BillingRights rights, MonthLedger ledger, CancellationToken ct)
    {
        var month = Month.Read(period);
        var structure = await rights.RequireEstablishmentAsync(id, BillingRights.Accounting, "month.confirm", ct);
        var lines = await ledger.ConfirmAsync(structure, month, request?.UnitId, rights.Situation, persons => rights.KeepAsync(persons, id, "V", ct), ct);
        var late = lines.Where(l => l.OriginalPeriod is not null).ToList();
        return TypedResults.Ok(new ConfirmationView(id, month.ToString(), lines.Count, lines.Sum(l => l.Amount), late.Count, late.Sum(l => l.Amount)));
    }
}
