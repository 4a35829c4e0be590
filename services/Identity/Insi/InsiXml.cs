using System.Xml.Linq;

namespace Identity.Insi;

/// <summary>The namespaces of the teleservice's contract, DESIR_ICIR 1.5.0.</summary>
internal static class InsiXml
{
    public const string TraitsAction = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite";

    public static readonly XNamespace Soap = "http://www.w3.org/2003/05/soap-envelope";
    public static readonly XNamespace Addressing = "http://www.w3.org/2005/08/addressing";
    public static readonly XNamespace Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    public static readonly XNamespace Saml = "urn:oasis:names:tc:SAML:2.0:assertion";
    public static readonly XNamespace Bam = "urn:siram:bam:ctxbam";
    public static readonly XNamespace Lps = "urn:siram:lps:ctxlps";
    public static readonly XNamespace Siram = "urn:siram";
    public static readonly XNamespace Search = "http://www.cnamts.fr/INSiRecSans";
    public static readonly XNamespace Result = "http://www.cnamts.fr/INSiResultat";
}
