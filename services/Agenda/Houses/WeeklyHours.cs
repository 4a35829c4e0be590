using System.Globalization;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Platform;

namespace Agenda.Houses;

/// <summary>Opening or duty hours of an ordinary week, in wall time: « MO 08:00-12:00 14:00-18:00;SA 09:00-12:00 ». Empty: always.</summary>
public sealed class WeeklyHours
{
    public static readonly WeeklyHours Always = new([], "");
    private static readonly string[] Codes = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
    private readonly ILookup<DayOfWeek, (TimeOnly From, TimeOnly To)> _days;
    private readonly string _text;

    private WeeklyHours(IEnumerable<(DayOfWeek Day, TimeOnly From, TimeOnly To)> hours, string text)
    {
        _days = hours.OrderBy(h => h.From).ToLookup(h => h.Day, h => (h.From, h.To));
        _text = text;
    }

    public bool Unlimited => _days.Count == 0;

    /// <summary>The stretches of one day, in order; 00:00–00:00 stands for the whole day.</summary>
    public IEnumerable<(TimeOnly From, TimeOnly To)> On(DateOnly day) => Unlimited ? [(TimeOnly.MinValue, TimeOnly.MinValue)] : _days[day.DayOfWeek];

    /// <summary>Whether a stretch that begins on this day lies inside.</summary>
    public bool Holds(DateOnly day, TimeOnly from, int minutes)
    {
        if (Unlimited) return true;
        var start = from.Hour * 60 + from.Minute;
        return _days[day.DayOfWeek].Any(h => h.From <= from && start + minutes <= EndOf(h.To));
    }

    public static WeeklyHours Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Always;
        if (text.Length > 400) throw Bad();
        var hours = new List<(DayOfWeek, TimeOnly, TimeOnly)>();
        foreach (var day in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = day.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var code = Array.IndexOf(Codes, words[0].ToUpperInvariant());
            if (code < 0 || words.Length < 2) throw Bad();
            foreach (var stretch in words.Skip(1)) hours.Add(((DayOfWeek)code, Time(stretch, 0), Time(stretch, 1)));
        }

        if (hours.Exists(h => EndOf(h.Item3) <= h.Item2.Hour * 60 + h.Item2.Minute)) throw Bad();
        return new(hours, text.Trim());
    }

    public override string ToString() => _text;

    private static int EndOf(TimeOnly time) => time == TimeOnly.MinValue ? 24 * 60 : time.Hour * 60 + time.Minute;

    private static TimeOnly Time(string stretch, int part)
    {
        var ends = stretch.Split('-');
        return ends.Length == 2 && TimeOnly.TryParseExact(ends[part] == "24:00" ? "00:00" : ends[part], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : throw Bad();
    }

    private static BadInputException Bad() => new("weekly-hours", "Les horaires ne peuvent pas être lus. Corrigez-les, par exemple : MO 08:00-12:00 14:00-18:00;TU 08:00-18:00.");
}

internal sealed class WeeklyHoursText() : ValueConverter<WeeklyHours, string>(hours => hours.ToString(), text => WeeklyHours.Parse(text));
