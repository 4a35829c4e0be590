using System.Xml.Linq;

namespace Sandbox.Soap;

/// <summary>A refusal that leaves as a SOAP 1.2 fault.</summary>
public sealed class SoapFaultException(string code, XName? subcode, string reason, XElement? detail = null) : Exception(reason)
{
    /// <summary>The caller's message is at fault.</summary>
    public static SoapFaultException Sender(string reason) => new("Sender", null, reason);

    public XElement ToXml()
    {
        var env = SoapNames.Envelope;
        var codeElement = new XElement(env + "Code", new XElement(env + "Value", "S:" + code));
        if (subcode is not null)
        {
            var value = new XElement(env + "Value");
            value.Add(new XAttribute(XNamespace.Xmlns + "q", subcode.NamespaceName), "q:" + subcode.LocalName);
            if (subcode.Namespace == env) value = new XElement(env + "Value", "S:" + subcode.LocalName);
            codeElement.Add(new XElement(env + "Subcode", value));
        }

        return new(env + "Fault",
            codeElement,
            new XElement(env + "Reason", new XElement(env + "Text", new XAttribute(XNamespace.Xml + "lang", "fr"), Message)),
            detail is null ? null : new XElement(env + "Detail", detail));
    }
}
