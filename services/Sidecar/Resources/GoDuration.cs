using System.Buffers;
using System.Globalization;
using Sidecar.Setup;

namespace Sidecar.Resources;

/// <summary>A duration as Dapr's files write it: <c>500ms</c>, <c>5s</c>, <c>1m30s</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration) ? duration : throw new BadSetupException($"'{text}' is not a duration.");

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        if (rest.Length == 0) return false;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAny(Digits);
            var unit = letters < 0 ? rest : rest[..letters];
            if (Unit(unit) is not { } one) return false;
            duration += one * amount;
            rest = rest[unit.Length..];
        }

        return true;
    }

    private static TimeSpan? Unit(ReadOnlySpan<char> name) => name switch
    {
        "us" or "µs" => TimeSpan.FromMicroseconds(1),
        "ms" => TimeSpan.FromMilliseconds(1),
        "s" => TimeSpan.FromSeconds(1),
        "m" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        _ => null,
    };
}
