using System.Buffers;
using System.Text;

namespace Sandbox.Mail.Mime;

/// <summary>Writes the mails that the sandbox sends: a report with its three parts, or a plain text.</summary>
internal sealed class MailWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>A header of this program's own making; whatever text goes in, no line break comes out.</summary>
    public MailWriter Header(string name, string value)
    {
        var single = value.ReplaceLineEndings(" ");
        return Line(name + ": " + EncodedWords.Write(single));
    }

    public MailWriter Address(string name, string label, string address)
    {
        var clean = new string([.. label.Where(c => c is not ('"' or '<' or '>' or '\\') && !char.IsControl(c))]);
        if (clean.Length == 0) return Line($"{name}: <{address}>");
        return Line(clean.All(char.IsAscii) ? $"{name}: \"{clean}\" <{address}>" : $"{name}: {EncodedWords.Write(clean)} <{address}>");
    }

    public MailWriter Line(string text = "")
    {
        _bytes.Write(Encoding.ASCII.GetBytes(text + "\r\n"));
        return this;
    }

    public MailWriter Text(string text)
    {
        Line("Content-Type: text/plain; charset=utf-8").Line("Content-Transfer-Encoding: quoted-printable").Line();
        return Line(TransferEncoding.EncodeQuotedPrintable(text));
    }

    public MailWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>The mail a report is about: whole, or its headers.</summary>
    public MailWriter Original(byte[] mail, bool whole)
    {
        var eightBit = mail.Any(value => value > 127);
        var content = whole ? mail : MimePart.Read(mail).HeaderSection.ToArray();
        Line(whole ? "Content-Type: message/rfc822" : "Content-Type: text/rfc822-headers");
        if (eightBit) Line("Content-Transfer-Encoding: 8bit");
        return Line().Bytes(content).Line();
    }
}
