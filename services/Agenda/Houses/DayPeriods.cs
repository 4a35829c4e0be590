using System.Globalization;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Platform;

namespace Agenda.Houses;

/// <summary>Days and periods of days, both ends included: « 2026-05-15;2026-07-11/2026-08-31 ».</summary>
public sealed class DayPeriods
{
    public static readonly DayPeriods None = new([]);
    private readonly List<(DateOnly First, DateOnly Last)> _periods;

    private DayPeriods(List<(DateOnly, DateOnly)> periods) => _periods = periods;

    public bool Empty => _periods.Count == 0;

    public bool Holds(DateOnly day) => _periods.Exists(p => p.First <= day && day <= p.Last);

    public static DayPeriods Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return None;
        if (text.Length > 4000) throw Bad();
        var periods = new List<(DateOnly First, DateOnly Last)>();
        foreach (var period in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = period.Split('/');
            periods.Add((Day(ends[0]), Day(ends[^1])));
        }

        return periods.Exists(p => p.Last < p.First) ? throw Bad() : new(periods);
    }

    public override string ToString() => string.Join(';', _periods.Select(p => p.First == p.Last ? Text(p.First) : $"{Text(p.First)}/{Text(p.Last)}"));

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw Bad();

    private static BadInputException Bad() => new("day-periods", "Les jours ou périodes ne peuvent pas être lus. Corrigez-les, par exemple : 2026-05-15;2026-07-11/2026-08-31.");
}

internal sealed class DayPeriodsText() : ValueConverter<DayPeriods, string>(periods => periods.ToString(), text => DayPeriods.Parse(text));
