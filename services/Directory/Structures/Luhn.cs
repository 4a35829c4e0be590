namespace HealthDirectory.Structures;

/// <summary>The key of FINESS, SIREN and RPPS numbers.</summary>
public static class Luhn
{
    public static bool Holds(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            if (!char.IsAsciiDigit(digits[^(i + 1)])) return false;
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit * 2 > 9 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }
        return digits.Length > 0 && sum % 10 == 0;
    }
}
