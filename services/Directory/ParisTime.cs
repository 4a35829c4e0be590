using System.Globalization;
using NodaTime;

namespace HealthDirectory;

/// <summary>Days and hours of staff are those of the establishments' clocks.</summary>
internal static class ParisTime
{
    private static readonly DateTimeZone Paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    public static DateTimeOffset StartOf(DateOnly day) => Paris.AtStartOfDay(LocalDate.FromDateOnly(day)).ToDateTimeOffset().ToUniversalTime();

    /// <summary>A wall-clock minute; one that the change of hour skips is the first that exists.</summary>
    public static DateTimeOffset At(DateTime wall) => Paris.AtLeniently(LocalDateTime.FromDateTime(wall)).ToDateTimeOffset().ToUniversalTime();

    public static string HourOf(DateTimeOffset at) => Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string MinuteOf(DateTimeOffset at) => Local(at).ToString("dd/MM/yyyy 'à' HH:mm", CultureInfo.InvariantCulture);

    private static ZonedDateTime Local(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(Paris);
}
