using System.Xml.Linq;
using Sandbox.Soap;

namespace Sandbox.Insi;

/// <summary>Names of the INSi interface (WSDL DESIR_ICIR 1.5.0).</summary>
internal static class InsiNames
{
    public static readonly XNamespace ByTraits = "http://www.cnamts.fr/INSiRecSans";
    public static readonly XNamespace ByCard = "http://www.cnamts.fr/INSiRecVit";
    public static readonly XNamespace Result = "http://www.cnamts.fr/INSiResultat";
    public static readonly XNamespace Bam = "urn:siram:bam:ctxbam";
    public static readonly XNamespace Lps = "urn:siram:lps:ctxlps";
    public static readonly XNamespace Siram = "urn:siram";

    public const string Service = "urn:ServiceIdentiteCertifiee:1.0.0:";
    public const string SearchByTraits = Service + "rechercherInsAvecTraitsIdentite";
    public const string SearchByCard = Service + "rechercherInsAvecCarteVitale";

    /// <summary>A technical or authorisation refusal: a siram family, and the precise code.</summary>
    public static SoapFaultException Fault(string siram, string code, string reason, string text, string messageId, string severity = "fatal", bool sender = false) =>
        new(sender ? "Sender" : "Receiver", SoapNames.Envelope + siram, reason,
            new XElement(Siram + "Erreur",
                new XAttribute(XNamespace.Xmlns + "siram", Siram.NamespaceName),
                new XAttribute("severite", severity), new XAttribute("code", code), new XAttribute("messageID", messageId), text));
}
