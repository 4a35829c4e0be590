using System.Globalization;
using Platform;

namespace Billing.Rules;

/// <summary>A billing period: one calendar month, written yyyy-MM.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct Month(int Year, int Number) : IComparable<Month>
{
    public DateOnly First => new(Year, Number, 1);
    public DateOnly Last => First.AddMonths(1).AddDays(-1);
    public Month Next => Of(First.AddMonths(1));

    public static Month Of(DateOnly day) => new(day.Year, day.Month);

    /// <summary>Refuses what is not yyyy-MM between 2015 and 2099.</summary>
    public static Month Read(string text) =>
        text.Length == 7 && DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) && first.Year is >= 2015 and <= 2099
            ? Of(first)
            : throw new BadInputException("period-format", "La période s'écrit année-mois, par exemple 2026-02. Corrigez-la, puis renvoyez.");

    public int CompareTo(Month other) => (Year, Number).CompareTo((other.Year, other.Number));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Number:00}");

    public static bool operator <(Month one, Month other) => one.CompareTo(other) < 0;
    public static bool operator >(Month one, Month other) => one.CompareTo(other) > 0;
    public static bool operator <=(Month one, Month other) => one.CompareTo(other) <= 0;
    public static bool operator >=(Month one, Month other) => one.CompareTo(other) >= 0;
}
