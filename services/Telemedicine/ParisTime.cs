using System.Globalization;
using NodaTime;
using NodaTime.Extensions;

namespace Telemedicine;

/// <summary>Instants as a house reads them.</summary>
internal static class ParisTime
{
    private static readonly DateTimeZone Paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    public static DateOnly Day(DateTimeOffset at) => at.ToInstant().InZone(Paris).Date.ToDateOnly();

    public static string Hour(DateTimeOffset at) => at.ToInstant().InZone(Paris).TimeOfDay.ToString("HH'h'mm", CultureInfo.InvariantCulture);
}
