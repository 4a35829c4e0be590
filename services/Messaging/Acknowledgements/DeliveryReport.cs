using Messaging.Mail;

namespace Messaging.Acknowledgements;

public enum DeliveryAction { Delivered, Relayed, Delayed, Failed }

/// <summary>What an operator says of one recipient (RFC 3464).</summary>
public sealed record RecipientReport(string Recipient, DeliveryAction Action, string Status, string Diagnostic);

/// <summary>A delivery status notification, or an ordinary bounce read as one.</summary>
public sealed record DeliveryReport(string? EnvelopeId, IReadOnlyList<string> OriginalMessageIds, IReadOnlyList<RecipientReport> Recipients)
{
    // How operators and Mon espace santé title a bounce that is not an RFC 3464 report.
    private static readonly string[] BounceSubjects = ["Message non distribué", "Undelivered Mail Returned to Sender", "Undeliverable", "Delivery Status Notification (Failure)", "Mail delivery failed"];

    public static DeliveryReport? Read(MailPart mail)
    {
        var status = mail.Tree().FirstOrDefault(p => p.ContentType.Value is "message/delivery-status" or "message/global-delivery-status");
        if (status is not null) return ReadStatus(mail, status.Content());
        if (!Array.Exists(BounceSubjects, s => mail.Subject.Contains(s, StringComparison.OrdinalIgnoreCase))) return null;
        var from = mail.From?.Address ?? "";
        if (!from.StartsWith("mailer-daemon@", StringComparison.Ordinal) && !from.StartsWith("postmaster@", StringComparison.Ordinal) && mail.Header["Return-Path"] is not "<>") return null;
        return new(null, OriginalIds(mail), [new("", DeliveryAction.Failed, "5.0.0", Short(mail.ReadableText()))]);
    }

    private static DeliveryReport ReadStatus(MailPart mail, byte[] content)
    {
        string? envelope = null;
        var recipients = new List<RecipientReport>();
        ReadOnlySpan<byte> rest = content;
        while (rest.Length > 0)
        {
            var group = HeaderFields.Read(rest, MailLimits.Default, out var taken);
            rest = rest[taken..];
            envelope ??= group["Original-Envelope-Id"] is { } id ? Xtext.Read(id) : null;
            if (group["Action"] is not { } action) continue;
            var recipient = Typed(group["Original-Recipient"] ?? group["Final-Recipient"]);
            recipients.Add(new(recipient, Act(action), group["Status"] ?? "", Short(Typed(group["Diagnostic-Code"]))));
        }
        return new(envelope, OriginalIds(mail), recipients);
    }

    /// <summary>The identifiers of what came back: the returned mail or its header, else what the bounce answers to.</summary>
    private static IReadOnlyList<string> OriginalIds(MailPart mail)
    {
        foreach (var part in mail.Tree())
        {
            if (part.ContentType.Value == "message/rfc822" && part.Parts.Count == 1 && part.Parts[0].MessageId is { } id) return [id];
            if (part.ContentType.Value is "text/rfc822-headers" or "message/rfc822-headers" && HeaderFields.Read(part.Content(), MailLimits.Default, out _)["Message-ID"] is { } raw) return MessageIds.Read(raw);
        }
        return [.. mail.InReplyTo, .. mail.References];
    }

    private static DeliveryAction Act(string action) => action.Split('(')[0].Trim().ToLowerInvariant() switch
    {
        "delivered" => DeliveryAction.Delivered,
        "relayed" or "expanded" => DeliveryAction.Relayed,
        "delayed" => DeliveryAction.Delayed,
        _ => DeliveryAction.Failed,
    };

    private static string Typed(string? value) => value is null ? "" : value[(value.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim();

    private static string Short(string text) => text.Length > 500 ? text[..500] : text;
}
