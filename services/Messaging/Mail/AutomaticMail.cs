namespace Messaging.Mail;

/// <summary>Mails that a machine wrote by itself (RFC 3834): an absence message, a list, an alert. Nobody has read what they answer.</summary>
public static class AutomaticMail
{
    public static bool Is(MailPart mail) =>
        (mail.Header["Auto-Submitted"] is { } submitted && !submitted.Split(';', '(')[0].Trim().Equals("no", StringComparison.OrdinalIgnoreCase))
        || mail.Header["Precedence"]?.Trim().ToLowerInvariant() is "bulk" or "auto_reply" or "list" or "junk";
}
