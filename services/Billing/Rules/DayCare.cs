using Billing.Attendance;
using Billing.Prices;

namespace Billing.Rules;

/// <summary>
/// Accueil de jour: day and half-day prices. An absence announced before the cut-off of the contract owes nothing; one announced
/// later, or not at all, is a place that was kept. When nobody wrote down the time of the announcement nothing is due, and it shows.
/// </summary>
internal static class DayCare
{
    public static void Bill(Sheet sheet, PersonFacts facts)
    {
        foreach (var attended in AttendedDay.Of(facts.Attendances, sheet.Days))
        {
            if (attended.Quantity > 0) AddDay(sheet, attended.Day, attended.Quantity, "AJ-PRESENCE", Inputs.Attendance(attended.State, attended.Quantity), attended.Source, attended.SerafinCode);
            else BillAbsence(sheet, facts, attended);
        }
    }

    private static void BillAbsence(Sheet sheet, PersonFacts facts, AttendedDay attended)
    {
        var kept = facts.Attendances.Where(a => a.ServiceDate == attended.Day && (a.AbsentUntold || ToldLate(sheet, facts, a))).OrderByDescending(a => a.AbsentUntold).ThenBy(a => a.Id).ToList();
        if (kept.Count == 0)
        {
            sheet.AddActivity(attended.Day, Nature.Absence, sheet.Resident, attended.State == "REFUSED" ? "AJ-REFUS" : "AJ-ABSENCE-PREVUE", Inputs.Attendance(attended.State, 0), attended.Source);
            return;
        }
        var first = kept[0];
        var quantity = 0.5m * kept.SelectMany(Halves).Distinct().Count();
        var (rule, inputs) = first is { Justified: true, ToldAt: { } told }
            ? ("AJ-ABSENCE-TARDIVE", Inputs.Announced(first.State, quantity, told, sheet.Terms.Parameters.DayCareCutOffHours))
            : ("AJ-ABSENCE-IMPREVUE", Inputs.Attendance(first.State, quantity));
        AddDay(sheet, attended.Day, quantity, rule, inputs, new(first.Id, first.FactVersion), first.SerafinCode);
    }

    private static bool ToldLate(Sheet sheet, PersonFacts facts, KnownAttendance absence)
    {
        if (!absence.Justified) return false;
        if (absence.ToldAt is { } told && facts.StartOf.TryGetValue(absence.OccurrenceId, out var start)) return told > start.AddHours(-sheet.Terms.Parameters.DayCareCutOffHours);
        sheet.Note("told-at-missing", absence.ServiceDate, $"L'heure d'annonce de l'absence du {Sheet.French(absence.ServiceDate)} n'est pas connue : rien n'est facturé. Si elle a été annoncée après le délai du contrat, complétez la présence dans l'agenda.", blocking: false);
        return false;
    }

    private static void AddDay(Sheet sheet, DateOnly day, decimal quantity, string rule, string inputs, Source source, string? serafin)
    {
        var half = quantity < 1;
        if (sheet.PriceOf(half ? PriceCodes.DayCareHalf : PriceCodes.DayCare, day) is { } price)
            sheet.Add(day, half ? Nature.DemiJournee : Nature.Journee, price.UnitPrice, price, sheet.Resident, rule, inputs, source, 1, serafin);
    }

    // An absence has no quantity of its own: without a half-day it is the whole day.
    private static string[] Halves(KnownAttendance absence) => absence.Period is "AM" or "PM" ? [absence.Period] : ["AM", "PM"];
}
