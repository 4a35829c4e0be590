using NodaTime;

namespace Billing.Rules;

/// <summary>Instants as the wall clock of the establishments shows them.</summary>
internal static class Paris
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    public static DateOnly DayOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(Zone).Date.ToDateOnly();

    /// <summary>The instant at which the day begins: 23:00 or 22:00 UTC the day before.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => Zone.AtStartOfDay(LocalDate.FromDateOnly(day)).ToDateTimeOffset().ToUniversalTime();
}
