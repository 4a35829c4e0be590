using Billing.Prices;
using Billing.Stays;

namespace Billing.Rules;

/// <summary>EHPAD: hébergement each day of the stay, participation to dependence (or to the forfait global unique) as presence and the table of absences say.</summary>
internal static class EhpadDays
{
    public static void Bill(Sheet sheet)
    {
        var sixty = sheet.Stay.Terms.Turns(60);
        foreach (var day in sheet.Days)
        {
            if (day.Kind is DayKind.Notice or DayKind.AfterDeath) BillEmptyRoom(sheet, day);
            else BillDay(sheet, day, underSixty: sixty > day.Day);
        }
        NoteGirGap(sheet);
    }

    private static void BillDay(Sheet sheet, StayDay day, bool underSixty)
    {
        var lodged = LodgedDay.PriceOf(sheet, day.Day, day.Away, underSixty ? PriceCodes.HebUnderSixty : PriceCodes.Heb, underSixty ? "EHPAD-MOINS-60" : "EHPAD-PRESENCE");
        if (lodged is null) return;
        SharedDay.Add(sheet, day.Day, Nature.Heb, lodged.UnitPrice, lodged.Price, lodged.Rule.Id, lodged.Inputs, lodged.Source);
        if (underSixty) return;
        if (sheet.Stay.Regime == Regime.EhpadTrial && !sheet.Stay.Terms.KeepsClassicParticipation) BillTrialParticipation(sheet, day);
        else if (lodged.Absence is not { Dep: false }) BillDependence(sheet, day.Day, lodged.Source);
    }

    private static void BillTrialParticipation(Sheet sheet, StayDay day)
    {
        if (day.Away is not null || sheet.FigureOf(NationalFigures.Fgu, day.Day) is not { } participation) return;
        sheet.Add(day.Day, Nature.Fgu, participation, null, sheet.Resident, "EHPAD-FGU", Inputs.Figure("FGU", participation), sheet.StaySource);
    }

    private static void BillDependence(Sheet sheet, DateOnly day, Source source)
    {
        if (sheet.PriceOf(PriceCodes.DepGir56, day) is not { } participation) return;
        sheet.Add(day, Nature.Dep, participation.UnitPrice, participation, sheet.Resident, "EHPAD-DEP", participation.Snapshot, source);

        var gir = TariffGir(sheet.Stay.Terms, day);
        if (sheet.Stay.Terms.OutsideDepartement is not { } departement || gir is not { } held || held > 4 || sheet.PriceOf(PriceCodes.OfGir(held), day) is not { } tariff) return;
        sheet.Add(day, Nature.Dep, tariff.UnitPrice - participation.UnitPrice, tariff, Payer.Departement(departement), "EHPAD-DEP-CD", Inputs.Tariff(tariff.UnitPrice, held, participation.UnitPrice), source);
    }

    private static void BillEmptyRoom(Sheet sheet, StayDay day)
    {
        if (sheet.PriceOf(PriceCodes.Heb, day.Day) is not { } price) return;
        if (day.Kind == DayKind.Notice) SharedDay.Add(sheet, day.Day, Nature.Heb, price.UnitPrice, price, "SORTIE-PREAVIS", price.Snapshot, sheet.StaySource);
        else if (sheet.PriceOf(PriceCodes.Rdas, day.Day) is { } charges)
            SharedDay.Add(sheet, day.Day, Nature.Heb, Math.Max(0, price.UnitPrice - charges.UnitPrice), price, "DECES-CHAMBRE", Inputs.PriceAndFigure(price.UnitPrice, "minus", charges.UnitPrice), sheet.StaySource);
    }

    /// <summary>The GIR of the last GMP, or of entry; a later evaluation waits for the next one.</summary>
    public static int? TariffGir(StayTerms terms, DateOnly day) => terms.Girs?.Where(g => g.SetsTariff && g.On <= day).MaxBy(g => g.On)?.Gir;

    private static void NoteGirGap(Sheet sheet)
    {
        if (sheet.Stay.Terms.Girs is not { Count: > 0 } girs || sheet.Days.Count == 0) return;
        var day = sheet.Days[^1].Day;
        if (girs.Where(g => g.On <= day).MaxBy(g => g.On) is not { SetsTariff: false } seen || TariffGir(sheet.Stay.Terms, day) is not { } billed) return;
        if (PriceCodes.OfGir(seen.Gir) != PriceCodes.OfGir(billed))
            sheet.Note("gir-gap", seen.On, $"Écart GIR : évalué en GIR {seen.Gir} le {Sheet.French(seen.On)}, facturé en GIR {billed} jusqu'au prochain GMP.", blocking: false);
    }
}
