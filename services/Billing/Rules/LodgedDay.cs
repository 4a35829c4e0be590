using Billing.Prices;

namespace Billing.Rules;

/// <summary>What a day of accommodation costs: the full price, or less what the table of absences takes off.</summary>
internal static class LodgedDay
{
    public static LodgedPrice? PriceOf(Sheet sheet, DateOnly day, AwayDay? away, string code, string presence)
    {
        if (sheet.PriceOf(code, day) is not { } price) return null;
        if (away is null) return new(price, price.UnitPrice, sheet.Terms.Rules[presence], price.Snapshot, sheet.StaySource, null);

        var aideSociale = sheet.Stay.Terms.AideSociale(day);
        var beyond = aideSociale && sheet.Terms.Parameters.AideSocialeFromDay is { } from ? away.Number >= from : away.Long;
        var rule = sheet.Terms.Rules.Absence(away.Cause, beyond, away.Notice, away.BeyondQuota, aideSociale);
        if (Deduction(sheet, day, rule.Heb) is not { } minus) return null;
        return new(price, Math.Max(0, price.UnitPrice - minus), rule.Rule, Inputs.Absence(away with { Long = beyond }, sheet.Terms, price.UnitPrice, minus), away.Source, rule);
    }

    private static decimal? Deduction(Sheet sheet, DateOnly day, string what) => what switch
    {
        "full" => 0,
        NationalFigures.Fjh or NationalFigures.FjhPsychiatry => sheet.FigureOf(what, day),
        PriceCodes.RdasAideSociale when !sheet.Terms.Prices.Has(what) => sheet.PriceOf(PriceCodes.Rdas, day)?.UnitPrice,
        _ => sheet.PriceOf(what, day)?.UnitPrice,
    };
}

/// <param name="Absence">Null on a day of presence.</param>
internal sealed record LodgedPrice(Price Price, decimal UnitPrice, Rule Rule, string Inputs, Source Source, AbsenceRule? Absence);
