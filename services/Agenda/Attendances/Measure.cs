using Agenda.Activities;
using Agenda.Occurrences;

namespace Agenda.Attendances;

/// <summary>What a presence counts for: part of the day, quantity of a day, minutes.</summary>
/// <param name="Period">FULL, AM or PM.</param>
public sealed record Measure(string Period, decimal Quantity, int Minutes)
{
    // The meal between the two belongs to neither: who leaves after lunch has had a morning.
    private static readonly TimeOnly MorningEnds = new(12, 0), AfternoonStarts = new(13, 30);

    /// <summary>Every started half-day counts; an absence counts nothing.</summary>
    public static Measure Of(Activity activity, Occurrence occurrence, Merged merged)
    {
        var zone = WallTime.Zone(activity.Zone);
        var (from, until) = (occurrence.StartsAt, occurrence.EndsAt);
        if (merged.State == AttendanceState.Partial)
        {
            if (merged.ArrivedAt is { } arrived && arrived > from) from = arrived < until ? arrived : until;
            if (merged.LeftAt is { } left && left < until) until = left > from ? left : from;
        }

        var (start, end) = (WallTime.TimeOf(from, zone), WallTime.TimeOf(until, zone));
        var overnight = WallTime.DayOf(until, zone) > WallTime.DayOf(from, zone);
        var (morning, afternoon) = (start < MorningEnds, overnight || end > AfternoonStarts);
        var period = morning == afternoon ? (morning ? "FULL" : "AM") : morning ? "AM" : "PM";
        var there = merged.State.IsThere();
        var quantity = !there || until <= from ? 0m : activity.Counting switch
        {
            DayCounting.Day => period == "FULL" ? 1m : 0.5m,
            DayCounting.HalfDay => 0.5m,
            _ => 0m,
        };
        return new(period, quantity, there || merged.State == AttendanceState.WithoutUsager ? (int)(until - from).TotalMinutes : 0);
    }
}
