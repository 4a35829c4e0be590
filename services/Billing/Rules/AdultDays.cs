using Billing.Parameters;
using Billing.Prices;
using Billing.Stays;

namespace Billing.Rules;

/// <summary>Disabled adults who are lodged: FAM and foyers by the table of absences, MAS by presence with the forfait journalier.</summary>
internal static class AdultDays
{
    public static void BillLodged(Sheet sheet)
    {
        foreach (var day in sheet.Days.Where(d => d.Kind is DayKind.Present or DayKind.Absent or DayKind.Notice))
            if (LodgedDay.PriceOf(sheet, day.Day, day.Away, PriceCodes.Heb, day.Kind == DayKind.Notice ? "SORTIE-PREAVIS" : "ADULTE-PRESENCE") is { } lodged)
                SharedDay.Add(sheet, day.Day, Nature.Heb, lodged.UnitPrice, lodged.Price, lodged.Rule.Id, lodged.Inputs, lodged.Source);
    }

    public static void BillMas(Sheet sheet)
    {
        foreach (var day in sheet.Days)
        {
            if (day is { Kind: DayKind.Absent, Away: { } away })
                sheet.AddActivity(day.Day, Nature.Absence, Payer.AssuranceMaladie, "MAS-ABSENCE", Inputs.Absence(away, sheet.Terms, 0, 0), away.Source);
            else if (day.Kind == DayKind.Present) BillPresence(sheet, day.Day);
        }
    }

    private static void BillPresence(Sheet sheet, DateOnly day)
    {
        if (sheet.FigureOf(NationalFigures.Fjh, day) is not { } fjh) return;
        sheet.Add(day, Nature.Fjh, fjh, null, sheet.Resident, "MAS-FJH", Inputs.Figure("FJH", fjh), sheet.StaySource);
        if (sheet.Funding == Funding.Dotation) sheet.AddActivity(day, Nature.Journee, Payer.AssuranceMaladie, "ACTIVITE", "{}", sheet.StaySource);
        else if (sheet.PriceOf(PriceCodes.Journee, day) is { } price)
            sheet.Add(day, Nature.Journee, price.UnitPrice - fjh, price, Payer.AssuranceMaladie, "MAS-AM", Inputs.PriceAndFigure(price.UnitPrice, "FJH", fjh), sheet.StaySource);
    }
}
