using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Identity.Matricules;

/// <summary>A matricule INS: thirteen characters and their two-digit key. Its form always holds; its key may be wrong when it was received.</summary>
public sealed record Matricule
{
    private Matricule(string value) => Value = value;

    public string Value { get; }
    public string Body => Value[..13];
    public string Key => Value[13..];
    public bool KeyIsRight => Key == KeyOf(Body);

    public static bool TryRead(string? text, [NotNullWhen(true)] out Matricule? matricule, out MatriculeFault fault)
    {
        var compact = Compact(text);
        fault = FaultOf(compact);
        matricule = fault == MatriculeFault.None ? new Matricule(compact) : null;
        return matricule is not null;
    }

    /// <summary>The body as given by a teleservice that may leave the key out; the key is then computed.</summary>
    public static bool TryRead(string? body, string? key, [NotNullWhen(true)] out Matricule? matricule, out MatriculeFault fault)
    {
        var compact = Compact(body);
        if (compact.Length != 13 || FaultOf(compact + "01") != MatriculeFault.None)
        {
            matricule = null;
            fault = compact.Length == 13 ? FaultOf(compact + "01") : MatriculeFault.Length;
            return false;
        }
        return TryRead(compact + (string.IsNullOrEmpty(key) ? KeyOf(compact) : key), out matricule, out fault);
    }

    /// <summary>97 less the remainder by 97; the Corsican letter counts as 19 (2A) or 18 (2B), in positions 6 and 7 only.</summary>
    public static string KeyOf(string body)
    {
        var digits = body[6] switch
        {
            'A' => string.Concat(body.AsSpan(0, 5), "19", body.AsSpan(7)),
            'B' => string.Concat(body.AsSpan(0, 5), "18", body.AsSpan(7)),
            _ => body,
        };
        var number = long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return (97 - number % 97).ToString("00", CultureInfo.InvariantCulture);
    }

    /// <summary>Never the number: a record that is logged by mistake must not tell it.</summary>
    public override string ToString() => "Matricule";

    private static string Compact(string? text) =>
        new string([.. (text ?? "").Where(c => c is not (' ' or '\u00a0' or '\u202f' or '.' or '-'))]).ToUpperInvariant();

    private static MatriculeFault FaultOf(string text)
    {
        if (text.Length != 15) return MatriculeFault.Length;
        for (var i = 0; i < text.Length; i++)
            if (!char.IsAsciiDigit(text[i]) && !(i == 6 && text[5] == '2' && text[6] is 'A' or 'B')) return MatriculeFault.Characters;
        if (text[0] is not ('1' or '2')) return MatriculeFault.Sex;
        var month = Number(text, 3);
        if (month is < 1 or (> 12 and < 20)) return MatriculeFault.Month;
        if (text.AsSpan(5, 2) is "00" || text.AsSpan(10, 3) is "000") return MatriculeFault.Characters;
        return Number(text, 13) is < 1 or > 97 ? MatriculeFault.Key : MatriculeFault.None;
    }

    private static int Number(string text, int at) => int.Parse(text.AsSpan(at, 2), NumberStyles.None, CultureInfo.InvariantCulture);
}

public enum MatriculeFault { None, Length, Characters, Sex, Month, Key }
