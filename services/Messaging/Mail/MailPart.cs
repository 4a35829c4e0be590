namespace Messaging.Mail;

/// <summary>A mail, or one of its parts, as it was received.</summary>
public sealed class MailPart(HeaderFields header, ReadOnlyMemory<byte> body, IReadOnlyList<MailPart> parts)
{
    public HeaderFields Header { get; } = header;
    public IReadOnlyList<MailPart> Parts { get; } = parts;
    public ParameterizedField ContentType { get; } = ParameterizedField.Read(header["Content-Type"] ?? "text/plain");

    /// <summary>The name the sender gave to the file, without any folder.</summary>
    public string? FileName
    {
        get
        {
            var name = ParameterizedField.Read(Header["Content-Disposition"])["filename"] ?? ContentType["name"];
            return name is null ? null : name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        }
    }

    public bool IsAttachment => FileName is not null || ParameterizedField.Read(Header["Content-Disposition"]).Value == "attachment";

    public string? MessageId => MessageIds.Read(Header["Message-ID"]) is [var id, ..] ? id : null;
    public IReadOnlyList<string> InReplyTo => MessageIds.Read(Header["In-Reply-To"]);
    public IReadOnlyList<string> References => MessageIds.Read(Header["References"]);
    public string Subject => Header.Text("Subject") ?? "";
    public MailAddress? From => MailAddress.ReadFirst(Header["From"]);
    public IReadOnlyList<MailAddress> To => MailAddress.ReadList(Header["To"]);

    public byte[] Content() => TransferEncodings.Read(body.Span, Header["Content-Transfer-Encoding"]);

    public string Text() => Charsets.Read(Content(), ContentType["charset"]);

    /// <summary>The part itself and all below it, in reading order; a mail carried inside is not entered.</summary>
    public IEnumerable<MailPart> Tree()
    {
        yield return this;
        if (ContentType.Value == "message/rfc822") yield break;
        foreach (var part in Parts)
        {
            foreach (var inner in part.Tree()) yield return inner;
        }
    }

    /// <summary>What a person wrote: the first plain text, else the first HTML reduced to its text.</summary>
    public string ReadableText()
    {
        var texts = Tree().Where(p => p.Parts.Count == 0 && !p.IsAttachment).ToList();
        if (texts.Find(p => p.ContentType.Value is "text/plain" or "") is { } plain) return plain.Text();
        return texts.Find(p => p.ContentType.Value == "text/html") is { } html ? HtmlText.Of(html.Text()) : "";
    }

    public IEnumerable<MailPart> Attachments() => Tree().Where(p => p.Parts.Count == 0 && p.IsAttachment);
}
