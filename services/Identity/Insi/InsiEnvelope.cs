using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Identity.Traits;
using static Identity.Insi.InsiXml;

namespace Identity.Insi;

/// <summary>Writes the SOAP 1.2 request of a search by traits, with the contexts that name the user and the software.</summary>
internal static class InsiEnvelope
{
    public static byte[] Write(InsiSearch search, InsiAsker asker, InsiSettings settings, Guid requestId, DateTimeOffset now)
    {
        var moment = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var header = new XElement(Soap + "Header",
            asker.CardAssertion is null ? null : new XElement(Security + "Security", CardAssertion.Read(asker.CardAssertion)),
            new XElement(Bam + "ContexteBAM", new XAttribute("Version", "01_02"),
                new XElement(Bam + "Id", requestId), new XElement(Bam + "Temps", moment), new XElement(Bam + "Emetteur", asker.UserId), new XElement(Bam + "COUVERTURE")),
            new XElement(Lps + "ContexteLPS", new XAttribute("Nature", "CTXLPS"), new XAttribute("Version", "01_00"),
                new XElement(Lps + "Id", requestId), new XElement(Lps + "Temps", moment), new XElement(Lps + "Emetteur", asker.UserId), Software(settings)),
            new XElement(Addressing + "Action", TraitsAction),
            new XElement(Addressing + "MessageID", $"uuid:{requestId}"));
        return Bytes(new XElement(Soap + "Envelope", new XAttribute(XNamespace.Xmlns + "soap", Soap), header, new XElement(Soap + "Body", Question(search))));
    }

    private static XElement Software(InsiSettings settings) => new(Lps + "LPS",
        new XElement(Lps + "IDAM", new XAttribute("R", "4"), settings.Authorisation),
        new XElement(Lps + "Version", settings.SoftwareVersion),
        new XElement(Lps + "Instance", settings.Instance),
        new XElement(Lps + "Nom", $"urn:lps:{settings.SoftwareName}:{settings.SoftwareVersion}"));

    private static XElement Question(InsiSearch search) => new(Search + "RECSANSVITALE",
        new XElement(Search + "NomNaissance", search.BirthName),
        search.GivenNames.Select(name => new XElement(Search + "Prenom", name)),
        new XElement(Search + "Sexe", search.Sex == Sex.M ? "M" : "F"),
        new XElement(Search + "DateNaissance", search.BirthDate),
        search.BirthPlace is null ? null : new XElement(Search + "LieuNaissance", search.BirthPlace));

    private static byte[] Bytes(XElement envelope)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, new XmlWriterSettings { Encoding = new UTF8Encoding(false) })) envelope.WriteTo(writer);
        return buffer.ToArray();
    }
}
