using NodaTime;
using NodaTime.Extensions;
using Platform;

namespace Agenda.Activities;

/// <summary>From the hour on the wall to the instant, and back. A missing hour (spring) moves ahead, a doubled one (autumn) is the first of the two.</summary>
public static class WallTime
{
    public const string Paris = "Europe/Paris";

    public static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)
        ?? throw new BadInputException("time-zone", $"Le fuseau horaire « {id} » est inconnu. Choisissez-en un autre, par exemple Europe/Paris.");

    public static DateTimeOffset At(DateOnly day, TimeOnly time, DateTimeZone zone) =>
        zone.AtLeniently(day.ToLocalDate() + time.ToLocalTime()).ToInstant().ToDateTimeOffset();

    public static DateOnly DayOf(DateTimeOffset instant, DateTimeZone zone) => In(instant, zone).Date.ToDateOnly();

    public static TimeOnly TimeOf(DateTimeOffset instant, DateTimeZone zone) => In(instant, zone).TimeOfDay.ToTimeOnly();

    private static LocalDateTime In(DateTimeOffset instant, DateTimeZone zone) => Instant.FromDateTimeOffset(instant).InZone(zone).LocalDateTime;
}
