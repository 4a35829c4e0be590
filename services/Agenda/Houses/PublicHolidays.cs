namespace Agenda.Houses;

/// <summary>The eleven public holidays of the Code du travail (L3133-1).</summary>
public static class PublicHolidays
{
    public static string? On(DateOnly day) => (day.Month, day.Day) switch
    {
        (1, 1) => "jour de l'An",
        (5, 1) => "fête du Travail",
        (5, 8) => "victoire de 1945",
        (7, 14) => "fête nationale",
        (8, 15) => "Assomption",
        (11, 1) => "Toussaint",
        (11, 11) => "armistice de 1918",
        (12, 25) => "Noël",
        _ => (day.DayNumber - Easter(day.Year).DayNumber) switch
        {
            1 => "lundi de Pâques",
            39 => "Ascension",
            50 => "lundi de Pentecôte",
            _ => null,
        },
    };

    // Gauss and Meeus: the first Sunday after the first full moon of spring, Gregorian.
    private static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
        var h = (19 * a + b - d - g + 15) % 30;
        var l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
        var m = (a + 11 * h + 22 * l) / 451;
        var n = h + l - 7 * m + 114;
        return new(year, n / 31, n % 31 + 1);
    }
}
