namespace Identity.Proofs;

/// <summary>Enough of a document's number to recognise it, never enough to use it.</summary>
public static class MaskedNumber
{
    public static string? Of(string? number)
    {
        var kept = new string([.. (number ?? "").Where(char.IsAsciiLetterOrDigit)]);
        if (kept.Length == 0) return null;
        var shown = Math.Min(4, kept.Length / 3);
        return new string('•', kept.Length - shown) + kept[(kept.Length - shown)..].ToUpperInvariant();
    }
}
