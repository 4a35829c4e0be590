using System.Globalization;

namespace Billing.Rules;

/// <summary>Snapshots of what a rule saw, as JSON with keys in a fixed order.</summary>
internal static class Inputs
{
    public static string Absence(AwayDay away, MonthTerms terms, decimal price, decimal minus) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"price":{{price:0.00##}},"minus":{{minus:0.00##}},"cause":"{{Code(away.Cause)}}","day":{{away.Number}},"long":{{Json(away.Long)}},"notice":{{Json(away.Notice)}},"counting":"{{Counting(terms)}}"}""");

    public static string Figure(string code, decimal value) => string.Create(CultureInfo.InvariantCulture, $$"""{"{{code}}":{{value:0.00##}}}""");

    public static string PriceAndFigure(decimal price, string code, decimal value) => string.Create(CultureInfo.InvariantCulture, $$"""{"price":{{price:0.00##}},"{{code}}":{{value:0.00##}}}""");

    public static string Attendance(string state, decimal quantity) => string.Create(CultureInfo.InvariantCulture, $$"""{"state":"{{Code(state)}}","quantity":{{quantity:0.##}}}""");

    public static string Announced(string state, decimal quantity, DateTimeOffset toldAt, int cutOffHours) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"state":"{{Code(state)}}","quantity":{{quantity:0.##}},"toldAt":"{{toldAt.UtcDateTime:yyyy-MM-ddTHH:mmZ}}","cutOffHours":{{cutOffHours}}}""");

    public static string Trip(string state, bool present, decimal kilometres, decimal? cost) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"state":"{{Code(state)}}","usagerPresent":{{(present ? 1 : 0)}},"kilometres":{{kilometres:0.##}},"cost":{{(cost is { } c ? c.ToString("0.00", CultureInfo.InvariantCulture) : "null")}}}""");

    public static string Tariff(decimal price, int gir, decimal participation) => string.Create(CultureInfo.InvariantCulture, $$"""{"price":{{price:0.00##}},"gir":{{gir}},"participation":{{participation:0.00##}}}""");

    public static string Counting(MonthTerms terms) => terms.Parameters.Counting switch { Parameters.AbsenceCounting.Day4 => "DAY4", Parameters.AbsenceCounting.Hours72 => "HOURS72", _ => "RETRO" };

    // Codes come from facts: only what a code may hold goes into the snapshot.
    private static string Code(string text) => new([.. text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')]);

    private static string Json(bool value) => value ? "true" : "false";
}
