using System.Globalization;
using NodaTime;

namespace Messaging.Sending;

/// <summary>Hours as users read them.</summary>
public static class ParisTime
{
    private static readonly DateTimeZone Paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    public static string HourOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(Paris).ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string DayOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(Paris).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
}
