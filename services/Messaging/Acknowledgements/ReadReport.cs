using System.Globalization;
using System.Text.RegularExpressions;
using Messaging.Mail;

namespace Messaging.Acknowledgements;

public enum ReadOutcome
{
    /// <summary>A person has opened the mail.</summary>
    Displayed,
    /// <summary>A software has integrated the document.</summary>
    Processed,
    /// <summary>The receiver could not integrate it; the code is one of 900 to 906.</summary>
    Refused,
    /// <summary>Deleted, read or not: nobody can say.</summary>
    Unknown,
}

/// <summary>What the receiver says of a mail: a message disposition notification (RFC 8098), or the ordinary mail that stands for one.</summary>
public sealed partial record ReadReport(ReadOutcome Outcome, int? ErrorCode, string ErrorText, bool ByPerson, string Recipient, IReadOnlyList<string> OriginalMessageIds)
{
    public static ReadReport? Read(MailPart mail)
    {
        var part = mail.Tree().FirstOrDefault(p => p.ContentType.Value is "message/disposition-notification" or "message/global-disposition-notification");
        if (part is null) return ReadIntegrationRefusal(mail);
        var fields = HeaderFields.Read(part.Content(), MailLimits.Default, out _);
        var (outcome, code, text, byPerson) = Disposition(fields["Disposition"] ?? "");
        if (outcome == ReadOutcome.Refused && code is null && Failure().Match(mail.Subject) is { Success: true } titled) code = int.Parse(titled.Groups["code"].Value, CultureInfo.InvariantCulture);
        if (text.Length == 0) text = fields["Error"] ?? fields["Failure"] ?? "";
        var ids = MessageIds.Read(fields["Original-Message-ID"]);
        var recipient = fields["Original-Recipient"] ?? fields["Final-Recipient"] ?? "";
        return new(outcome, code, text, byPerson, recipient[(recipient.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim().ToLowerInvariant(), ids.Count > 0 ? ids : [.. mail.InReplyTo, .. mail.References]);
    }

    /// <summary>"automatic-action/MDN-sent-automatically; processed/Error: 902^Identifiant de patient inconnu" and its like.</summary>
    public static (ReadOutcome Outcome, int? Code, string Text, bool ByPerson) Disposition(string value)
    {
        var halves = value.Split(';', 2);
        var byPerson = halves[0].Trim().StartsWith("manual-action", StringComparison.OrdinalIgnoreCase);
        var kind = halves.Length > 1 ? halves[1].Trim() : "";
        var type = kind.Split('/', 2)[0].Trim().ToLowerInvariant();
        var modifier = kind.Contains('/', StringComparison.Ordinal) ? kind.Split('/', 2)[1].Trim() : "";
        if (modifier.StartsWith("error", StringComparison.OrdinalIgnoreCase) || modifier.StartsWith("failure", StringComparison.OrdinalIgnoreCase) || type is "failed" or "denied")
        {
            var detail = modifier.Contains(':', StringComparison.Ordinal) ? modifier.Split(':', 2)[1].Trim() : "";
            var code = int.TryParse(detail.Split('^')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
            return (ReadOutcome.Refused, code, detail.Contains('^', StringComparison.Ordinal) ? detail.Split('^', 2)[1] : detail, byPerson);
        }
        return type switch
        {
            "displayed" => (ReadOutcome.Displayed, null, "", byPerson),
            "processed" => (ReadOutcome.Processed, null, "", byPerson),
            _ => (ReadOutcome.Unknown, null, "", byPerson),
        };
    }

    /// <summary>When no MDN was asked for, the receiving software says it by an ordinary mail with this subject.</summary>
    private static ReadReport? ReadIntegrationRefusal(MailPart mail)
    {
        var match = Failure().Match(mail.Subject);
        if (!match.Success) return null;
        return new(ReadOutcome.Refused, int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture), mail.Subject, false, mail.From?.Address ?? "", [.. mail.InReplyTo, .. mail.References]);
    }

    [GeneratedRegex(@"^\[KO Intégration système !\]\[(?<code>9[0-9]{2})\]", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Failure();
}
