using Billing.Attendance;
using Billing.Parameters;

namespace Billing.Rules;

/// <summary>One day whose night is not spent on site.</summary>
/// <param name="Number">Calendar days since the departure, the first one being 1.</param>
/// <param name="Long">Beyond 72 hours, as the establishment counts them.</param>
internal sealed record AwayDay(int Number, bool Long, string Cause, bool Notice, bool BeyondQuota, Source Source);

/// <summary>
/// The days a person is away, from the absences told. Absences that touch or overlap are one departure; while they overlap
/// the hospital is the cause. The day of return is a day of presence.
/// </summary>
internal sealed class AwayCalendar
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(72);
    private static readonly TimeSpan ShortReturn = TimeSpan.FromHours(24);
    private static readonly IReadOnlyDictionary<DateOnly, AwayDay> Nobody = new Dictionary<DateOnly, AwayDay>();

    private readonly IReadOnlyDictionary<DateOnly, AwayDay> _days;

    private AwayCalendar(IReadOnlyDictionary<DateOnly, AwayDay> days) => _days = days;

    public AwayDay? On(DateOnly day) => _days.GetValueOrDefault(day);

    /// <param name="absences">Of one person in one establishment, from January on so that the yearly quota is right.</param>
    /// <param name="until">Last day looked at: an absence without a return goes up to it.</param>
    public static AwayCalendar Of(IReadOnlyList<KnownAbsence> absences, BillingParameters parameters, DateOnly until)
    {
        var held = absences.Where(a => a.Holds && a.Cause is not (KnownAbsence.Death or KnownAbsence.Exit)).OrderBy(a => a.LeftAt).ThenBy(a => a.Id).ToList();
        if (held.Count == 0) return new(Nobody);

        var days = new Dictionary<DateOnly, AwayDay>();
        foreach (var departure in Departures(held, parameters.ContinuousWithin24Hours)) AddDays(days, departure, parameters, until);
        if (parameters.ConvenienceQuota is { } quota) MarkBeyond(days, quota);
        return new(days);
    }

    private static List<List<KnownAbsence>> Departures(List<KnownAbsence> held, bool continuous)
    {
        var departures = new List<List<KnownAbsence>>();
        DateTimeOffset? end = null;
        foreach (var absence in held)
        {
            var goesOn = departures.Count > 0 && (end is null || absence.LeftAt <= end || continuous && absence.LeftAt - end < ShortReturn);
            if (goesOn) departures[^1].Add(absence);
            else departures.Add([absence]);
            end = goesOn && (end is null || absence.ReturnedAt < end) ? end : absence.ReturnedAt;
        }
        return departures;
    }

    private static void AddDays(Dictionary<DateOnly, AwayDay> days, List<KnownAbsence> departure, BillingParameters parameters, DateOnly until)
    {
        var left = departure[0].LeftAt;
        var first = Paris.DayOf(left);
        var horizon = Paris.StartOf(until.AddDays(1));
        var back = departure.Any(a => a.ReturnedAt is null) ? horizon : departure.Max(a => a.ReturnedAt!.Value);
        var retro = parameters.Counting == AbsenceCounting.Retro && back - left > Limit;
        foreach (var absence in departure)
        {
            var lastDay = absence.ReturnedAt is { } returned ? Min(Paris.DayOf(returned).AddDays(-1), until) : until;
            for (var day = Paris.DayOf(absence.LeftAt); day <= lastDay; day = day.AddDays(1))
            {
                if (days.TryGetValue(day, out var known) && (IsHospital(known.Cause) || !IsHospital(absence.Cause))) continue;
                var number = day.DayNumber - first.DayNumber + 1;
                var beyond = parameters.Counting switch
                {
                    AbsenceCounting.Day4 => number >= 4,
                    AbsenceCounting.Hours72 => Paris.StartOf(day) >= left + Limit,
                    _ => retro,
                };
                days[day] = new(number, beyond, absence.Cause, absence.NoticeGiven, false, new(absence.Id, absence.FactVersion));
            }
        }
    }

    private static void MarkBeyond(Dictionary<DateOnly, AwayDay> days, int quota)
    {
        foreach (var year in days.Where(d => !IsHospital(d.Value.Cause)).OrderBy(d => d.Key).GroupBy(d => d.Key.Year).ToList())
            foreach (var (day, away) in year.Skip(quota).ToList()) days[day] = away with { BeyondQuota = true };
    }

    public static bool IsHospital(string cause) => cause.StartsWith("HOSPITAL", StringComparison.Ordinal);

    private static DateOnly Min(DateOnly one, DateOnly other) => one < other ? one : other;
}
