using System.Globalization;
using Platform;

namespace Agenda.Activities;

public enum Frequency { Daily, Weekly, Monthly }

/// <summary>
/// When a series comes back, in local days: the part of RFC 5545 that a planning needs (FREQ, INTERVAL, BYDAY, BYMONTHDAY, UNTIL, COUNT).
/// The hour is kept apart as wall time, so a series keeps its hour when the clocks change.
/// </summary>
public sealed record Recurrence(Frequency Frequency, int Interval, IReadOnlyList<(int Ordinal, DayOfWeek Day)> Days, int? MonthDay, DateOnly? Until, int? Count)
{
    private const int LongestSeries = 2000;
    private static readonly string[] Codes = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    /// <summary>The days of the series from <paramref name="first"/> on, in order, ended by UNTIL, COUNT or <paramref name="horizon"/>.</summary>
    public IEnumerable<DateOnly> From(DateOnly first, DateOnly horizon)
    {
        var last = Until is { } until && until < horizon ? until : horizon;
        var days = Frequency switch
        {
            Frequency.Daily => Daily(first, last),
            Frequency.Weekly => Weekly(first, last),
            _ => Monthly(first, last),
        };
        return days.Take(Math.Min(Count ?? LongestSeries, LongestSeries));
    }

    public static Recurrence Parse(string rule)
    {
        if (rule.Length > 200) throw Bad("la règle dépasse 200 caractères");
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in rule.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=');
            if (at <= 0 || !parts.TryAdd(part[..at].Trim().ToUpperInvariant(), part[(at + 1)..].Trim().ToUpperInvariant())) throw Bad($"« {part} » n'est pas compris");
        }

        if (parts.Keys.FirstOrDefault(key => key is not ("FREQ" or "INTERVAL" or "BYDAY" or "BYMONTHDAY" or "UNTIL" or "COUNT" or "WKST")) is { } unknown) throw Bad($"{unknown} n'est pas pris en charge");
        if (parts.TryGetValue("WKST", out var start) && start != "MO") throw Bad("la semaine commence le lundi");
        var frequency = parts.GetValueOrDefault("FREQ") switch
        {
            "DAILY" => Frequency.Daily,
            "WEEKLY" => Frequency.Weekly,
            "MONTHLY" => Frequency.Monthly,
            _ => throw Bad("FREQ vaut DAILY, WEEKLY ou MONTHLY"),
        };
        List<(int Ordinal, DayOfWeek Day)> days = parts.TryGetValue("BYDAY", out var named) ? [.. named.Split(',').Select(Day)] : [];
        if (frequency != Frequency.Monthly && days.Exists(d => d.Ordinal != 0)) throw Bad("un rang de jour (1MO, -1FR) ne vaut qu'avec FREQ=MONTHLY");
        var recurrence = new Recurrence(frequency, Number(parts, "INTERVAL", 1, 52) ?? 1, days, Number(parts, "BYMONTHDAY", 1, 31), Date(parts), Number(parts, "COUNT", 1, LongestSeries));
        if (recurrence.MonthDay is not null && (frequency != Frequency.Monthly || days.Count > 0)) throw Bad("BYMONTHDAY ne vaut que seul, avec FREQ=MONTHLY");
        return recurrence is { Until: not null, Count: not null } ? throw Bad("UNTIL et COUNT s'excluent") : recurrence;
    }

    public override string ToString()
    {
        var text = $"FREQ={Frequency.ToString().ToUpperInvariant()}";
        if (Interval != 1) text += string.Create(CultureInfo.InvariantCulture, $";INTERVAL={Interval}");
        if (Days.Count > 0) text += ";BYDAY=" + string.Join(',', Days.Select(d => (d.Ordinal == 0 ? "" : d.Ordinal.ToString(CultureInfo.InvariantCulture)) + Codes[(int)d.Day]));
        if (MonthDay is { } day) text += string.Create(CultureInfo.InvariantCulture, $";BYMONTHDAY={day}");
        if (Until is { } until) text += ";UNTIL=" + until.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        if (Count is { } count) text += string.Create(CultureInfo.InvariantCulture, $";COUNT={count}");
        return text;
    }

    private IEnumerable<DateOnly> Daily(DateOnly first, DateOnly last)
    {
        for (var day = first; day <= last; day = day.AddDays(Interval))
            if (Days.Count == 0 || Days.Any(d => d.Day == day.DayOfWeek)) yield return day;
    }

    private IEnumerable<DateOnly> Weekly(DateOnly first, DateOnly last)
    {
        var wanted = (Days.Count == 0 ? [first.DayOfWeek] : Days.Select(d => d.Day)).Select(FromMonday).Distinct().Order().ToList();
        for (var monday = first.AddDays(-FromMonday(first.DayOfWeek)); monday <= last; monday = monday.AddDays(7 * Interval))
        {
            foreach (var offset in wanted)
            {
                var day = monday.AddDays(offset);
                if (day >= first && day <= last) yield return day;
            }
        }
    }

    private IEnumerable<DateOnly> Monthly(DateOnly first, DateOnly last)
    {
        for (var month = new DateOnly(first.Year, first.Month, 1); month <= last; month = month.AddMonths(Interval))
            foreach (var day in InMonth(month, first).Where(day => day >= first && day <= last).Order())
                yield return day;
    }

    // A month without the day (31st, fifth Monday) has no occurrence, as RFC 5545 says.
    private IEnumerable<DateOnly> InMonth(DateOnly month, DateOnly first)
    {
        var length = DateTime.DaysInMonth(month.Year, month.Month);
        if (Days.Count == 0)
        {
            var day = MonthDay ?? first.Day;
            return day <= length ? [month.AddDays(day - 1)] : [];
        }

        var all = Enumerable.Range(0, length).Select(month.AddDays).ToList();
        return Days.SelectMany(d => d.Ordinal switch
        {
            0 => all.Where(day => day.DayOfWeek == d.Day),
            > 0 => all.Where(day => day.DayOfWeek == d.Day).Skip(d.Ordinal - 1).Take(1),
            _ => all.Where(day => day.DayOfWeek == d.Day).Reverse().Skip(-d.Ordinal - 1).Take(1),
        }).Distinct();
    }

    private static int FromMonday(DayOfWeek day) => ((int)day + 6) % 7;

    private static (int, DayOfWeek) Day(string text)
    {
        var code = Array.IndexOf(Codes, text.Length >= 2 ? text[^2..] : "");
        var ordinal = 0;
        if (code < 0 || text.Length > 2 && (!int.TryParse(text[..^2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out ordinal) || ordinal is 0 or < -5 or > 5)) throw Bad($"« {text} » n'est pas un jour");
        return (ordinal, (DayOfWeek)code);
    }

    private static int? Number(Dictionary<string, string> parts, string name, int least, int most)
    {
        if (!parts.TryGetValue(name, out var text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : throw Bad($"{name} va de {least} à {most}");
    }

    private static DateOnly? Date(Dictionary<string, string> parts)
    {
        if (!parts.TryGetValue("UNTIL", out var text)) return null;
        return DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw Bad("UNTIL est un jour local (20261231)");
    }

    private static BadInputException Bad(string why) => new("recurrence", $"La règle de répétition ne peut pas être lue : {why}. Corrigez-la, par exemple : FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231.");
}
