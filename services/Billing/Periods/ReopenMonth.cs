using Billing.Rights;
using Billing.Rules;
using Contracts.Billing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Billing.Periods;

public sealed record ReopenRequest(string Reason);

internal static class ReopenMonth
{
    public static async Task<Ok<PeriodView>> Reopen(Guid id, string period, ReopenRequest request, BillingDbContext db, BillingRights rights, ClosingSeal seal, TimeProvider clock, CancellationToken ct)
    {
        var month = Month.Read(period).ToString();
        await rights.RequireEstablishmentAsync(id, BillingRights.Direction, "month.reopen", ct);
        var held = await db.Periods.SingleOrDefaultAsync(p => p.EstablishmentId == id && p.Month == month, ct) ?? throw await rights.MissingAsync("month.reopen", "establishment", id, ct);
        held.Reopen(request.Reason, rights.Situation, clock.GetUtcNow());
        db.Publish(PeriodClosed.Topic, new PeriodClosed(id, month, Reopened: true, clock.GetUtcNow()), held.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ReadPeriod.View(id, month, held, seal));
    }
}
