using System.Xml.Linq;

namespace Sandbox.Soap;

/// <summary>Namespaces that the national SOAP services share.</summary>
internal static class SoapNames
{
    public static readonly XNamespace Envelope = "http://www.w3.org/2003/05/soap-envelope";
    public static readonly XNamespace Addressing = "http://www.w3.org/2005/08/addressing";
    public static readonly XNamespace Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    public static readonly XNamespace Saml = "urn:oasis:names:tc:SAML:2.0:assertion";
    public static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";
}
