using NodaTime;
using NodaTime.Text;

namespace Documents.Cda;

/// <summary>Moments as CDA and XDS write them.</summary>
public static class CdaTime
{
    private static readonly DateTimeZone Paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];
    private static readonly ZonedDateTimePattern Pattern = ZonedDateTimePattern.CreateWithInvariantCulture("yyyyMMddHHmmss", DateTimeZoneProviders.Tzdb);

    /// <summary>To the second, wall time of Paris with its offset: 20250303153500+0100.</summary>
    public static string Local(DateTimeOffset moment)
    {
        var zoned = Instant.FromDateTimeOffset(moment).InZone(Paris);
        return Pattern.Format(zoned) + OffsetPattern.CreateWithInvariantCulture("+HHmm").Format(zoned.Offset);
    }

    public static string LocalDate(DateTimeOffset moment) => Local(moment)[..8];

    /// <summary>To the second in UTC without a zone: 20250303143500.</summary>
    public static string Utc(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyyMMddHHmmss", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>For people: 03/03/2025 à 15:35.</summary>
    public static string Readable(DateTimeOffset moment)
    {
        var text = Local(moment);
        return $"{text[6..8]}/{text[4..6]}/{text[..4]} à {text[8..10]}:{text[10..12]}";
    }

    /// <summary>The hour on the wall: 15:35.</summary>
    public static string Clock(DateTimeOffset moment) => Local(moment)[8..12].Insert(2, ":");

    /// <summary>A civil date yyyy-mm-dd, which may hold 00, as dd/mm/yyyy.</summary>
    public static string ReadableDate(string date) => date.Length == 10 ? $"{date[8..]}/{date[5..7]}/{date[..4]}" : date;
}
