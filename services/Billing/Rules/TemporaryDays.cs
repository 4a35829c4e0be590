using Billing.Attendance;
using Billing.Prices;

namespace Billing.Rules;

/// <summary>Accueil temporaire: participation under the national ceiling, by night or by day.</summary>
internal static class TemporaryDays
{
    private const int YearlyCeiling = 90;

    public static void BillNights(Sheet sheet)
    {
        foreach (var day in sheet.Days.Where(d => d.Kind == DayKind.Present)) BillTemporary(sheet, day.Day, Nature.Heb, "AT-NUIT", 1m, sheet.StaySource);
        var nights = sheet.Days.Count == 0 ? 0 : sheet.Days[^1].Day.DayNumber - Later(sheet.Stay.AdmittedOn, new(sheet.Days[^1].Day.Year, 1, 1)).DayNumber + 1;
        if (nights > YearlyCeiling) sheet.Note("temporary-ceiling", sheet.Days[^1].Day, "Plus de quatre-vingt-dix jours d'accueil temporaire dans l'année : vérifiez la notification.", blocking: false);
    }

    public static void BillDays(Sheet sheet, IReadOnlyList<KnownAttendance> attendances)
    {
        foreach (var attended in AttendedDay.Of(attendances, sheet.Days).Where(a => a.Quantity > 0)) BillTemporary(sheet, attended.Day, Nature.Journee, "AT-JOUR", 2m / 3m, attended.Source);
    }

    private static void BillTemporary(Sheet sheet, DateOnly day, Nature nature, string rule, decimal partOfFjh, Source source)
    {
        if (sheet.FigureOf(NationalFigures.Fjh, day) is not { } fjh) return;
        var ceiling = Money.Round(fjh * partOfFjh);
        Price? price = null;
        if (sheet.Terms.Prices.Has(PriceCodes.TemporaryParticipation) && (price = sheet.PriceOf(PriceCodes.TemporaryParticipation, day)) is null) return;
        var due = price is { } set ? Math.Min(set.UnitPrice, ceiling) : ceiling;
        sheet.Add(day, nature, due, price, sheet.Resident, rule, Inputs.PriceAndFigure(due, "FJH", fjh), source);
    }

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
