using System.Text;
using System.Xml;

namespace Documents.Dmp;

/// <summary>A SOAP 1.2 request with WS-Addressing and the VIHF in its security header.</summary>
public static class SoapEnvelope
{
    public const string Soap = "http://www.w3.org/2003/05/soap-envelope";
    public const string Addressing = "http://www.w3.org/2005/08/addressing";
    public const string Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    public static byte[] Write(string action, Uri to, XmlElement vihf, Action<XmlWriter> body)
    {
        var file = new MemoryStream();
        using (var xml = XmlWriter.Create(file, new() { Encoding = new UTF8Encoding(false), CloseOutput = false }))
        {
            xml.WriteStartElement("soap", "Envelope", Soap);
            xml.WriteStartElement("soap", "Header", Soap);
            xml.WriteElementString("wsa", "Action", Addressing, action);
            xml.WriteElementString("wsa", "MessageID", Addressing, "urn:uuid:" + Guid.NewGuid());
            xml.WriteStartElement("wsa", "ReplyTo", Addressing);
            xml.WriteElementString("wsa", "Address", Addressing, "http://www.w3.org/2005/08/addressing/anonymous");
            xml.WriteEndElement();
            xml.WriteElementString("wsa", "To", Addressing, to.AbsoluteUri);
            xml.WriteStartElement("wsse", "Security", Security);
            vihf.WriteTo(xml);
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteStartElement("soap", "Body", Soap);
            body(xml);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return file.ToArray();
    }
}
