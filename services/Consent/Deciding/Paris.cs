using System.Globalization;
using NodaTime;

namespace Consent.Deciding;

/// <summary>Wall-clock days and hours of the establishments.</summary>
internal static class Paris
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    /// <summary>02/03/2026.</summary>
    public static string Day(DateTimeOffset at) => Local(at).ToString("dd'/'MM'/'uuuu", CultureInfo.InvariantCulture);

    /// <summary>14:32.</summary>
    public static string Hour(DateTimeOffset at) => Local(at).ToString("HH':'mm", CultureInfo.InvariantCulture);

    public static DateOnly DateOf(DateTimeOffset at) => Local(at).Date.ToDateOnly();

    /// <summary>The first moment of a day.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => Zone.AtStartOfDay(LocalDate.FromDateOnly(day)).ToDateTimeOffset().ToUniversalTime();

    private static LocalDateTime Local(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(Zone).LocalDateTime;
}
