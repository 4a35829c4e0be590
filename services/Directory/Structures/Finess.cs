namespace HealthDirectory.Structures;

/// <summary>A FINESS number: nine characters, the last a Luhn key; a Corsican department letter counts as 0 (annuaire).</summary>
public static class Finess
{
    public static bool IsValid(string number)
    {
        if (number.Length != 9) return false;
        var digits = number.Length > 1 && number[0] == '2' && number[1] is 'A' or 'B' ? $"20{number[2..]}" : number;
        return digits.All(char.IsAsciiDigit) && Luhn(digits);
    }

    private static bool Luhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit * 2 > 9 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }
        return sum % 10 == 0;
    }
}
