using System.Text;
using Sandbox.Mail.Mime;

namespace Sandbox.Mail.Reading;

/// <summary>ENVELOPE and BODYSTRUCTURE of RFC 9051 §7.5.2.</summary>
internal static class MailStructure
{
    public static string Envelope(MimePart mail)
    {
        var from = Addresses(mail.Header("From"));
        string OrFrom(string name) => Addresses(mail.Header(name)) is var list && list == "NIL" ? from : list;
        string[] fields =
        [
            ImapText.OrNil(mail.Header("Date")), ImapText.OrNil(mail.Header("Subject")), from, OrFrom("Sender"), OrFrom("Reply-To"),
            Addresses(mail.Header("To")), Addresses(mail.Header("Cc")), Addresses(mail.Header("Bcc")), ImapText.OrNil(mail.Header("In-Reply-To")), ImapText.OrNil(mail.Header("Message-ID")),
        ];
        return $"({string.Join(' ', fields)})";
    }

    public static string Body(MimePart part, bool extended)
    {
        var type = part.Type.Value.Split('/', 2);
        if (part.IsMultipart)
        {
            var inner = string.Concat(part.Parts.Select(child => Body(child, extended)));
            var more = extended ? $" {Parameters(part.Type)} {Disposition(part)} NIL NIL" : "";
            return $"({inner} {ImapText.OrNil(type[^1])}{more})";
        }

        var text = new StringBuilder("(");
        text.Append(ImapText.OrNil(type[0])).Append(' ').Append(ImapText.OrNil(type.Length > 1 ? type[1] : "plain")).Append(' ').Append(Parameters(part.Type));
        text.Append(' ').Append(ImapText.OrNil(part.Header("Content-ID"))).Append(' ').Append(ImapText.OrNil(part.Header("Content-Description")));
        text.Append(' ').Append(ImapText.OrNil(part.Encoding)).Append(' ').Append(part.Body.Length);
        if (part.Enclosed is { } mail) text.Append(' ').Append(Envelope(mail)).Append(' ').Append(Body(mail, extended)).Append(' ').Append(Lines(part));
        else if (type[0] == "text") text.Append(' ').Append(Lines(part));
        if (extended) text.Append(" NIL ").Append(Disposition(part)).Append(" NIL NIL");
        return text.Append(')').ToString();
    }

    private static int Lines(MimePart part) => part.Body.Span.Count((byte)'\n');

    private static string Parameters(StructuredValue value) => value.Parameters.Count == 0
        ? "NIL"
        : $"({string.Join(' ', value.Parameters.Select(one => ImapText.OrNil(one.Name) + " " + ImapText.OrNil(one.Value)))})";

    private static string Disposition(MimePart part) => part.Disposition is { } value ? $"({ImapText.OrNil(value.Value)} {Parameters(value)})" : "NIL";

    private static string Addresses(string? raw)
    {
        var list = AddressList.Read(raw);
        if (list.Count == 0) return "NIL";
        return $"({string.Concat(list.Select(one => $"({Label(one)} NIL {ImapText.OrNil(one.Local)} {ImapText.OrNil(one.Domain)})"))})";
    }

    // Labels travel as encoded words, the way they were written.
    private static string Label(LabelledAddress one) => one.Label.Length == 0 ? "NIL" : ImapText.OrNil(EncodedWords.Write(one.Label).Replace("\r\n", "", StringComparison.Ordinal));
}
