using System.Text;
using System.Xml.Linq;

namespace Sandbox.Soap;

/// <summary>A SOAP 1.2 answer on the wire.</summary>
internal static class SoapAnswer
{
    public static XElement Envelope(string? action, string? relatesTo, XElement content)
    {
        var header = new XElement(SoapNames.Envelope + "Header");
        if (action is not null)
            header.Add(
                new XElement(SoapNames.Addressing + "Action", action),
                new XElement(SoapNames.Addressing + "MessageID", $"urn:uuid:{Guid.NewGuid()}"));
        if (!string.IsNullOrEmpty(relatesTo)) header.Add(new XElement(SoapNames.Addressing + "RelatesTo", relatesTo));
        return new(SoapNames.Envelope + "Envelope",
            new XAttribute(XNamespace.Xmlns + "S", SoapNames.Envelope.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "wsa", SoapNames.Addressing.NamespaceName),
            header,
            new XElement(SoapNames.Envelope + "Body", content));
    }

    public static IResult Ok(string? action, string? relatesTo, XElement content) => Result(Envelope(action, relatesTo, content), StatusCodes.Status200OK);

    public static IResult Fault(SoapFaultException fault) => Result(Envelope(null, null, fault.ToXml()), StatusCodes.Status500InternalServerError);

    public static string Text(XElement envelope) => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + envelope.ToString(SaveOptions.DisableFormatting);

    private static IResult Result(XElement envelope, int status) =>
        Results.Text(Text(envelope), SoapMessage.ContentType, Encoding.UTF8, status);
}
