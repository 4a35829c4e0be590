using Messaging.Mail;

namespace Messaging.Addressing;

/// <summary>The address of a person in Mon espace santé: made from the qualified INS and from nothing else (ECO.2.2.6).</summary>
public static class CitizenAddress
{
    public const string Domain = "patient.mssante.fr";

    /// <summary>Null when the identity may not be written to: the matricule leaves only when the status is QUAL.</summary>
    public static string? Of(string? matricule, string status) =>
        status == "QUAL" && matricule is not null && IsMatricule(matricule) ? $"{matricule.ToLowerInvariant()}@{Domain}" : null;

    /// <summary>The matricule, letters in capitals, of an address of the citizen domain; null for any other.</summary>
    public static string? Matricule(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || !address[(at + 1)..].Equals(Domain, StringComparison.OrdinalIgnoreCase)) return null;
        var local = address[..at].ToUpperInvariant();
        return IsMatricule(local) ? local : null;
    }

    public static bool IsCitizen(MailAddress address) => address.Domain.Equals(Domain, StringComparison.OrdinalIgnoreCase);

    /// <summary>15 characters, all digits but the letter of a Corsican department.</summary>
    private static bool IsMatricule(string text)
    {
        if (text.Length != 15) return false;
        for (var i = 0; i < 15; i++)
        {
            var corsican = i == 6 && text[5] == '2' && text[i] is 'A' or 'B' or 'a' or 'b';
            if (!char.IsAsciiDigit(text[i]) && !corsican) return false;
        }
        return true;
    }
}
