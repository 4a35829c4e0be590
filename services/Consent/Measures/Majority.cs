using Consent.Deciding;

namespace Consent.Measures;

/// <summary>Eighteen years: the birthday at 00:00, Paris time.</summary>
internal static class Majority
{
    public const int Age = 18;

    /// <summary>Who is born on a 29 February comes of age on 1 March.</summary>
    public static DateOnly On(DateOnly born) => born is { Month: 2, Day: 29 } ? new(born.Year + Age, 3, 1) : born.AddYears(Age);

    public static bool Reached(DateOnly born, DateTimeOffset now) => Paris.StartOf(On(born)) <= now;

    /// <summary>A date whose day or month is unknown (00) counts as late as it can be, so that nobody comes of age too early.</summary>
    public static DateOnly? Read(string text)
    {
        var parts = text.Split('-');
        if (parts.Length != 3 || !int.TryParse(parts[0], out var year) || !int.TryParse(parts[1], out var month) || !int.TryParse(parts[2], out var day) || year is < 1850 or > 2200) return null;
        if (month is < 1 or > 12) return new(year, 12, 31);
        var last = DateTime.DaysInMonth(year, month);
        return new(year, month, day < 1 || day > last ? last : day);
    }
}
