using Billing.Rules;
using Microsoft.EntityFrameworkCore;

namespace Billing.Periods;

/// <summary>Where corrections go: the month itself while it is open, else the first open one after it.</summary>
internal static class OpenPeriod
{
    public static async Task<Month> FromAsync(BillingDbContext db, Guid establishmentId, Month month, CancellationToken ct)
    {
        var from = month.ToString();
        var closed = await db.Periods.AsNoTracking().Where(p => p.EstablishmentId == establishmentId && p.ClosedAt != null && string.Compare(p.Month, from) >= 0).Select(p => p.Month).ToListAsync(ct);
        while (closed.Contains(month.ToString())) month = month.Next;
        return month;
    }
}
