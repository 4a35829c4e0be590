using NodaTime;

namespace Identity.Campaigns;

/// <summary>When calls may leave, on the clock of Paris: somebody must be there to read the answers, and the national service is spared at night.</summary>
public sealed record WorkingHours(TimeOnly OpensAt, TimeOnly ClosesAt, bool WeekDaysOnly)
{
    private static readonly DateTimeZone Paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    public bool Includes(DateTimeOffset at)
    {
        var local = Instant.FromDateTimeOffset(at).InZone(Paris).LocalDateTime;
        return Open(local.Date) && local.TimeOfDay >= Local(OpensAt) && local.TimeOfDay < Local(ClosesAt);
    }

    /// <summary>Now when open, otherwise the next opening.</summary>
    public DateTimeOffset NextOpening(DateTimeOffset at)
    {
        if (Includes(at)) return at;
        var local = Instant.FromDateTimeOffset(at).InZone(Paris).LocalDateTime;
        var day = local.TimeOfDay < Local(OpensAt) ? local.Date : local.Date.PlusDays(1);
        while (!Open(day)) day = day.PlusDays(1);
        return Paris.AtLeniently(day + Local(OpensAt)).ToInstant().ToDateTimeOffset();
    }

    /// <summary>The hour as users read it.</summary>
    public static string HourOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(Paris).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private bool Open(LocalDate day) => !WeekDaysOnly || day.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday);

    private static LocalTime Local(TimeOnly time) => LocalTime.FromTicksSinceMidnight(time.Ticks);
}
