using System.Globalization;

namespace Grpc.Wire;

/// <summary>grpc-timeout: one to eight digits and a unit.</summary>
internal static class TimeoutText
{
    private const long MaxDigits = 99_999_999;
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('m', TimeSpan.TicksPerMillisecond), ('S', TimeSpan.TicksPerSecond), ('M', TimeSpan.TicksPerMinute), ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Rounds up: the other side never gives up before this one.</summary>
    public static string Encode(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero) return "1n";
        if (timeout.Ticks < TimeSpan.TicksPerMillisecond * 100) return Text(Up(timeout.Ticks, TicksPerMicrosecond), 'u');
        foreach (var (unit, ticks) in Units)
        {
            var count = Up(timeout.Ticks, ticks);
            if (count <= MaxDigits) return Text(count, unit);
        }
        return Text(MaxDigits, 'H');
    }

    public static bool TryDecode(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9) return false;
        if (!long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        switch (text[^1])
        {
            case 'H': timeout = new(count * TimeSpan.TicksPerHour); return true;
            case 'M': timeout = new(count * TimeSpan.TicksPerMinute); return true;
            case 'S': timeout = new(count * TimeSpan.TicksPerSecond); return true;
            case 'm': timeout = new(count * TimeSpan.TicksPerMillisecond); return true;
            case 'u': timeout = new(count * TicksPerMicrosecond); return true;
            case 'n': timeout = new(Up(count, TimeSpan.NanosecondsPerTick)); return true;
            default: return false;
        }
    }

    private static long Up(long ticks, long unit) => (ticks + unit - 1) / unit;
    private static string Text(long count, char unit) => string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
}
