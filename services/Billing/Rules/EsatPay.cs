using Billing.Attendance;
using Billing.Parameters;
using Billing.Prices;
using Billing.Stays;

namespace Billing.Rules;

/// <summary>A line of the monthly declaration of an ESAT worker: hours by category, for the ASP and the pay.</summary>
/// <param name="Rate">2 on Sundays and 1 May.</param>
/// <param name="PayReason">travail, absence-justifiee, absence-injustifiee, refus.</param>
/// <param name="Flag">dimanche or 1er-mai when a compensation is asked from the ASP.</param>
/// <param name="ConsentId">The written consent to work that day.</param>
/// <param name="Blocked">The line may not be declared yet, and why.</param>
internal sealed record PayLine(DateOnly Day, decimal Hours, int Rate, string PayReason, string? Flag, Guid? ConsentId, string? Blocked, decimal HourPrice, decimal Amount, Guid AttendanceId);

/// <summary>Rémunération garantie: due for hours worked and for justified absences, not for unjustified ones nor for work that was refused; double on Sundays and 1 May, with a written consent.</summary>
internal static class EsatPay
{
    /// <param name="stay">The worker's.</param>
    /// <param name="prices">Of the house.</param>
    /// <param name="parameters">Of the house and month.</param>
    /// <param name="attendances">Of the worker under all identities: of one occurrence, one is paid.</param>
    public static IReadOnlyList<PayLine> Of(Stay stay, PriceBook prices, BillingParameters parameters, IReadOnlyList<KnownAttendance> attendances) =>
        [.. attendances.Where(a => a.Present || a.AbsentTold || a.AbsentUntold).OrderByDescending(a => a.Present).ThenBy(a => a.Id).DistinctBy(a => a.OccurrenceId)
            .OrderBy(a => a.ServiceDate).ThenBy(a => a.Id).Select(a => Line(stay, prices, parameters, a))];

    private static PayLine Line(Stay stay, PriceBook prices, BillingParameters parameters, KnownAttendance attendance)
    {
        var (day, hours) = (attendance.ServiceDate, Money.Round(attendance.Minutes / 60m));
        var flag = !attendance.Present ? null : day is { Month: 5, Day: 1 } ? "1er-mai" : day.DayOfWeek == DayOfWeek.Sunday ? "dimanche" : null;
        var unpaid = attendance.AbsentUntold || attendance.Refused && !parameters.RefusalPaid;
        var rate = unpaid ? 0 : flag is null ? 1 : 2;
        var price = prices.Find(PriceCodes.GuaranteedPayHour, day);
        var blocked = price is null ? "price-missing" : flag is not null && stay.Terms.SundayConsentId is null ? "sunday-consent-missing" : null;
        var reason = attendance switch { { Present: true } => "travail", { Refused: true } => "refus", { AbsentTold: true } => "absence-justifiee", _ => "absence-injustifiee" };
        return new(day, hours, rate, reason, flag, flag is null ? null : stay.Terms.SundayConsentId, blocked, price?.UnitPrice ?? 0, blocked is null ? Money.Round(hours * rate * (price?.UnitPrice ?? 0)) : 0, attendance.Id);
    }
}
