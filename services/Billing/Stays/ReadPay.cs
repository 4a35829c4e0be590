using Billing.Ledger;
using Billing.Parameters;
using Billing.Prices;
using Billing.Rights;
using Billing.Rules;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Stays;

/// <summary>The month of an ESAT worker for the ASP: hours by category, and what may not be declared yet.</summary>
public sealed record PayMonth(Guid StayId, string Period, decimal HoursWorked, decimal HoursPaid, decimal Amount, int Blocked, IReadOnlyList<PayLineView> Lines);

public sealed record PayLineView(DateOnly Day, decimal Hours, int Rate, string PayReason, string? Flag, Guid? ConsentId, string? Blocked, decimal Amount, Guid AttendanceId);

internal static class ReadPay
{
    public static async Task<Ok<PayMonth>> Month(Guid id, string period, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        var month = Rules.Month.Read(period);
        var stay = await db.Stays.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw await rights.MissingAsync("pay.read", "stay", id, ct);
        await rights.RequireAsync(stay.UsagerId, stay.EstablishmentId, "R", "pay.read", "stay", id.ToString(), ct);
        if (stay.Regime != Regime.Esat) throw new RuleBrokenException("not-esat", "Ce séjour n'est pas un accueil en ESAT : il n'a pas de bordereau de paie. Choisissez un séjour en ESAT.");
        var (first, last) = (month.First, month.Last);
        var persons = await Persons.ReadAsync(db, ct);
        var identities = persons.Identities(stay.UsagerId).ToList();
        var parameters = await db.Parameters.AsNoTracking().Where(p => p.EstablishmentId == stay.EstablishmentId && p.ValidFrom <= first).OrderBy(p => p.ValidFrom).ToListAsync(ct);
        var attendances = await db.Attendances.AsNoTracking().Where(a => identities.Contains(a.UsagerId) && a.EstablishmentId == stay.EstablishmentId && a.ServiceDate >= first && a.ServiceDate <= last).ToListAsync(ct);
        // Two stays of one person after a merge: a day is declared for one of them.
        var stays = await db.Stays.AsNoTracking().Where(s => s.EstablishmentId == stay.EstablishmentId && s.Regime == Regime.Esat && identities.Contains(s.UsagerId)).ToListAsync(ct);
        var mine = StayOrder.Of(stay, stays, persons.Of(stay.UsagerId), parameters);
        var prices = new PriceBook(await db.PriceTables.AsNoTracking().Where(t => t.EstablishmentId == stay.EstablishmentId).ToListAsync(ct));
        var lines = EsatPay.Of(stay, prices, parameters.LastOrDefault() ?? BillingParameters.Default(db.TenantId, stay.EstablishmentId), attendances.FindAll(a => mine(a.ServiceDate)));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new PayMonth(id, month.ToString(), lines.Where(l => l.PayReason == "travail").Sum(l => l.Hours), lines.Where(l => l.Blocked is null).Sum(l => l.Hours * l.Rate), lines.Sum(l => l.Amount),
            lines.Count(l => l.Blocked is not null), [.. lines.Select(l => new PayLineView(l.Day, l.Hours, l.Rate, l.PayReason, l.Flag, l.ConsentId, l.Blocked, l.Amount, l.AttendanceId))]));
    }
}
