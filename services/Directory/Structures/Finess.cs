using Platform;

namespace HealthDirectory.Structures;

/// <summary>A FINESS number: nine characters, the last a Luhn key; a Corsican department letter counts as 0 (annuaire).</summary>
public static class Finess
{
    public static bool IsValid(string number)
    {
        if (number.Length != 9) return false;
        var digits = number[0] == '2' && number[1] is 'A' or 'B' ? $"20{number[2..]}" : number;
        return Luhn.Holds(digits);
    }

    public static void Require(string number)
    {
        if (!IsValid(number)) throw new BadInputException("finess-invalid", $"Le numéro FINESS {number} n'est pas valide : neuf caractères dont une clé. Vérifiez-le.");
    }
}
