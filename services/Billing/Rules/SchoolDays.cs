using Billing.Attendance;
using Billing.Parameters;
using Billing.Prices;
using Billing.Stays;

namespace Billing.Rules;

/// <summary>IME, IEM, ITEP: internat by the calendar of the stay, semi-internat and externat by attendance. Beyond twenty, the amendement Creton says who pays.</summary>
internal static class SchoolDays
{
    public static void BillInternat(Sheet sheet)
    {
        foreach (var day in sheet.Days.Where(d => d.Kind is DayKind.Present or DayKind.Absent))
        {
            if (LodgedDay.PriceOf(sheet, day.Day, day.Away, PriceCodes.Journee, "IME-INTERNAT") is { } lodged)
                CretonShares.Add(sheet, day.Day, Nature.Journee, 1, lodged.UnitPrice, lodged.Price, lodged.Rule.Id, lodged.Inputs, lodged.Source, present: day.Away is null, null);
        }
    }

    public static void BillAttended(Sheet sheet, IReadOnlyList<KnownAttendance> attendances)
    {
        foreach (var attended in AttendedDay.Of(attendances, sheet.Days))
        {
            if (attended.Quantity == 0)
            {
                sheet.AddActivity(attended.Day, Nature.Absence, Payer.AssuranceMaladie, attended.Untold ? "IME-ABSENCE-IMPREVUE" : "IME-ABSENCE-PREVUE",
                    Inputs.Attendance(attended.State, 0), attended.Source);
                continue;
            }
            var nature = attended.Quantity < 1 ? Nature.DemiJournee : Nature.Journee;
            var inputs = Inputs.Attendance(attended.State, attended.Quantity);
            if (sheet.Funding == Funding.Dotation && !CretonShares.Applies(sheet.Stay.Terms, attended.Day))
                sheet.AddActivity(attended.Day, nature, Payer.AssuranceMaladie, "ACTIVITE", inputs, attended.Source, attended.Quantity, attended.SerafinCode);
            else if (sheet.PriceOf(PriceCodes.Journee, attended.Day) is { } price)
                CretonShares.Add(sheet, attended.Day, nature, attended.Quantity, price.UnitPrice, price, "IME-JOURNEE", inputs, attended.Source, present: true, attended.SerafinCode);
        }
    }
}
