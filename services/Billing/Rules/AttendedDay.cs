using Billing.Attendance;

namespace Billing.Rules;

/// <summary>A day as its attendances make it: each started half-day counts once, however many activities it holds.</summary>
internal sealed record AttendedDay(DateOnly Day, decimal Quantity, bool Untold, string State, Source Source, string? SerafinCode)
{
    /// <summary>Days with a presence or an absence that counts in days, within the days of the stay.</summary>
    public static IEnumerable<AttendedDay> Of(IReadOnlyList<KnownAttendance> attendances, IReadOnlyList<StayDay> days)
    {
        var open = days.Where(d => d.Kind is DayKind.Present or DayKind.Absent).Select(d => d.Day).ToHashSet();
        foreach (var day in attendances.Where(a => open.Contains(a.ServiceDate)).GroupBy(a => a.ServiceDate).OrderBy(d => d.Key))
        {
            var present = day.Where(a => a is { Present: true, Quantity: > 0 }).OrderBy(a => a.Id).ToList();
            if (present.Count > 0)
            {
                var first = present[0];
                yield return new(day.Key, 0.5m * present.SelectMany(Halves).Distinct().Count(), false, first.State, new(first.Id, first.FactVersion), first.SerafinCode);
            }
            else if (day.Where(a => a.AbsentTold || a.AbsentUntold).OrderByDescending(a => a.AbsentUntold).ThenBy(a => a.Id).FirstOrDefault() is { } absent)
                yield return new(day.Key, 0, absent.AbsentUntold, absent.State, new(absent.Id, absent.FactVersion), absent.SerafinCode);
        }
    }

    /// <summary>AM, PM or both.</summary>
    public static IEnumerable<string> Halves(KnownAttendance attendance) => attendance.Period switch
    {
        "AM" => ["AM"],
        "PM" => ["PM"],
        _ => attendance.Quantity < 1 ? ["AM"] : ["AM", "PM"],
    };
}
