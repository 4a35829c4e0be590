namespace Messaging.Submission;

/// <summary>A final refusal in the words of the user; the code is the enhanced status when the operator gives one (RFC 3463).</summary>
public static class SubmissionRefusal
{
    public static (string Code, string Reason) Explain(SubmissionOutcome outcome) => Explain(Enhanced(outcome.Text), outcome.Code);

    public static (string Code, string Reason) Explain(string status, int reply = 0) => status switch
    {
        "5.3.4" or "5.2.3" => ("too-large", "Le message est trop volumineux pour le destinataire : allégez le document, puis renvoyez."),
        "5.2.1" or "5.2.0" => ("mailbox-closed", "La boîte du destinataire est fermée : choisissez une autre adresse."),
        "5.2.2" => ("mailbox-full", "La boîte du destinataire est pleine : prévenez-le, puis renvoyez."),
        "5.4.7" or "4.4.7" => ("expired", "Le message n'a pas pu être remis à temps : renvoyez-le ou choisissez une autre adresse."),
        _ when status.StartsWith("5.1", StringComparison.Ordinal) => ("unknown-mailbox", "Cette adresse n'existe pas : vérifiez-la dans l'annuaire ou choisissez-en une autre."),
        _ when reply == 552 => ("too-large", "Le message est trop volumineux pour le destinataire : allégez le document, puis renvoyez."),
        _ => ("refused-by-operator", "Le message a été refusé par l'opérateur du destinataire : choisissez une autre adresse ou appelez-le."),
    };

    private static string Enhanced(string text)
    {
        var first = text.Split(' ')[0];
        return first.Length >= 5 && first[1] == '.' && char.IsAsciiDigit(first[0]) ? first : "";
    }
}
