using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Identity.Traits;

/// <summary>The birth date as received, year-month-day. A person without a full civil status may hold a day or month that no calendar has.</summary>
public sealed partial record BirthDate
{
    private BirthDate(string text) => Text = text;

    public string Text { get; }
    public int Year => Part(0, 4);
    public int Month => Part(5, 2);
    public int Day => Part(8, 2);
    public DateOnly? Calendar => DateOnly.TryParseExact(Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
    public bool IsIncomplete => Calendar is null;

    public static bool TryRead(string? text, [NotNullWhen(true)] out BirthDate? date)
    {
        date = text is not null && Form().IsMatch(text) ? new(text) : null;
        return date is not null;
    }

    /// <summary>Full years at a day; an incomplete date counts from the last day it may mean, so that nobody is held for older than they are.</summary>
    public int AgeAt(DateOnly day)
    {
        var born = Calendar ?? new DateOnly(Year, 12, 31);
        var years = day.Year - born.Year;
        return day < born.AddYears(years) ? years - 1 : years;
    }

    public override string ToString() => Text;

    private int Part(int at, int length) => int.Parse(Text.AsSpan(at, length), NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(1[89]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Form();
}
