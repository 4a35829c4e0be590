using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Identity.Insi;

/// <summary>The SAML assertion that a professional's workstation made and their card signed. It is carried, never made here: the key stays on the card.</summary>
public static class CardAssertion
{
    private const int MaxBytes = 32 * 1024;

    /// <summary>Why this assertion cannot be sent, or null.</summary>
    public static string? Refusal(string base64, DateTimeOffset now)
    {
        XElement assertion;
        try { assertion = Read(base64); }
        catch (Exception fault) when (fault is FormatException or XmlException) { return "L'assertion de la carte ne peut pas être lue. Relancez la lecture de la carte."; }
        if (assertion.Name != InsiXml.Saml + "Assertion" || assertion.Element(XName.Get("Signature", "http://www.w3.org/2000/09/xmldsig#")) is null)
            return "L'assertion de la carte n'est pas signée. Relancez la lecture de la carte.";
        var until = assertion.Element(InsiXml.Saml + "Conditions")?.Attribute("NotOnOrAfter")?.Value;
        return DateTimeOffset.TryParse(until, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var end) && end > now
            ? null : "L'assertion de la carte est expirée. Saisissez de nouveau le code de la carte.";
    }

    internal static XElement Read(string base64)
    {
        if (base64.Length > MaxBytes * 4 / 3 + 4) throw new FormatException("The assertion is too large.");
        using var text = new StringReader(Encoding.UTF8.GetString(Convert.FromBase64String(base64)));
        using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxBytes });
        return XElement.Load(reader, LoadOptions.PreserveWhitespace);   // its signature covers every space
    }
}
