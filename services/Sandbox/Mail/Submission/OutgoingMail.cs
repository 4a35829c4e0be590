using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sandbox.Mail.Mime;

namespace Sandbox.Mail.Submission;

/// <summary>What a submission server does to a mail before it lets it go (RFC 6409 §8): checks who signs it, completes it, marks its passage.</summary>
internal static class OutgoingMail
{
    public static bool TryAccept(
        byte[] raw, string trace, Func<string, bool> mayWriteAs, DateTimeOffset now, [NotNullWhen(true)] out byte[]? mail, [NotNullWhen(false)] out string? refusal)
    {
        (mail, refusal) = (null, null);
        var part = MimePart.Read(raw);
        var authors = AddressList.Read(part.Header("From"));
        if (part.HeadersAreBroken) refusal = "554 5.6.0 Malformed header section";
        else if (authors.Count == 0) refusal = "554 5.6.0 From is missing";
        else if (part.Headers.Any(field => field.Raw.Any(c => c > '~'))) refusal = "554 5.6.7 8-bit header without SMTPUTF8";
        else if (!authors.All(author => mayWriteAs(author.Address))) refusal = "550 5.7.1 From is not a mailbox of this session";
        if (refusal is not null) return false;

        var id = Guid.CreateVersion7(now);
        var added = new StringBuilder();
        added.Append("Received: ").Append(trace).Append("\r\n\tid ").Append(id.ToString("N")).Append("; ").Append(MailDate.Write(now)).Append("\r\n");
        if (part.Header("Date") is null) added.Append("Date: ").Append(MailDate.Write(now)).Append("\r\n");
        if (part.Header("Message-ID") is null) added.Append("Message-ID: <").Append(id.ToString("N")).Append("@sandbox.mssante.fr>\r\n");
        mail = [.. Encoding.ASCII.GetBytes(added.ToString()), .. raw];
        return true;
    }
}
