using System.Net.Http.Headers;
using System.Xml;
using System.Xml.Linq;

namespace Sandbox.Soap;

/// <summary>A SOAP 1.2 request: where it says it goes, its headers, the one element of its body, and the bytes it came as.</summary>
internal sealed record SoapMessage(string Action, string MessageId, XElement Header, XElement Content, byte[] Bytes)
{
    public const string ContentType = "application/soap+xml";

    /// <summary>Reads the request's body as one SOAP envelope of at most <paramref name="largest"/> bytes.</summary>
    public static async Task<SoapMessage> ReadAsync(HttpRequest request, long largest, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != ContentType)
            throw SoapFaultException.Sender("Le type de contenu attendu est application/soap+xml.");
        var bytes = await BoundedBody.ReadAsync(request, largest, ct);
        return Parse(bytes, type.Parameters.FirstOrDefault(p => p.Name == "action")?.Value?.Trim('"'), largest);
    }

    public static SoapMessage Parse(byte[] bytes, string? announced, long largest)
    {
        XElement root;
        try
        {
            root = XmlReading.Read(bytes, largest).Root!;
        }
        catch (XmlException wrong)
        {
            throw SoapFaultException.Sender($"Le message n'est pas du XML accepté (ligne {wrong.LineNumber}).");
        }

        var header = root.Element(SoapNames.Envelope + "Header");
        var content = root.Element(SoapNames.Envelope + "Body")?.Elements().ToList();
        if (root.Name != SoapNames.Envelope + "Envelope" || header is null || content is not [var only])
            throw SoapFaultException.Sender("Une enveloppe SOAP 1.2 avec un en-tête et un seul élément dans le corps est attendue.");

        var action = header.Element(SoapNames.Addressing + "Action")?.Value.Trim();
        if (string.IsNullOrEmpty(action)) throw SoapFaultException.Sender("L'en-tête wsa:Action manque.");
        if (announced is not null && announced != action) throw SoapFaultException.Sender("L'action du type de contenu et wsa:Action diffèrent.");
        return new(action, header.Element(SoapNames.Addressing + "MessageID")?.Value.Trim() ?? "", header, only, bytes);
    }
}
