namespace Sandbox.Mail.Receipts;

/// <summary>What a reader did with a mail, in the words of RFC 8098 and of the MSSanté integration profile.</summary>
public sealed record Disposition(string Mode, string Kind, int? ErrorCode = null, string? ErrorText = null)
{
    /// <summary>A person opened the mail and agreed to say so.</summary>
    public static readonly Disposition Displayed = new("manual-action/MDN-sent-manually", "displayed");

    /// <summary>A citizen opened the mail; Mon espace santé says so without asking.</summary>
    public static readonly Disposition DisplayedToCitizen = new("manual-action/MDN-sent-automatically", "displayed");

    /// <summary>A software filed the documents in the person's record.</summary>
    public static readonly Disposition Integrated = new("automatic-action/MDN-sent-automatically", "processed");

    /// <summary>The mail was removed; nobody knows whether it was read.</summary>
    public static readonly Disposition Deleted = new("automatic-action/MDN-sent-automatically", "deleted");

    private static readonly Dictionary<int, string> Reasons = new()
    {
        [900] = "Version de document incorrecte",
        [901] = "Auteur non autorisé",
        [902] = "Identifiant de patient inconnu",
        [903] = "INS absente du document",
        [904] = "INS ou traits différents des données locales",
        [905] = "INS incomplète",
        [906] = "Autre erreur",
    };

    public static IReadOnlyCollection<int> Codes => Reasons.Keys;

    /// <summary>A software could not file the documents.</summary>
    public static Disposition NotIntegrated(int code, string? text) => Integrated with { ErrorCode = code, ErrorText = text ?? Reasons[code] };

    /// <summary>Whether the answer goes to the sender even when no receipt was asked, as an ordinary mail.</summary>
    public bool AlwaysAnswered => Kind == "processed";

    public override string ToString() => ErrorCode is { } code ? FormattableString.Invariant($"{Mode}; {Kind}/Error: {code}^{Folded(ErrorText!)}") : $"{Mode}; {Kind}";

    // The field is ASCII: the published texts are, ours are folded.
    private static string Folded(string text) => text.Replace('é', 'e').Replace('è', 'e').Replace('ê', 'e').Replace('à', 'a').Replace('ç', 'c').ReplaceLineEndings(" ");
}
