using System.Security;
using System.Text;

namespace Telemedicine.Tests.Api;

/// <summary>A report as a requis' software writes it.</summary>
internal static class ReportFile
{
    public static byte[] Pdf => "%PDF-1.4\n%%EOF\n"u8.ToArray();

    public static byte[] Cda(string reference, string birthDate = "19360621", string matricule = "236066322083656", string birthName = "TCHITCHI", string type = "85208-7", params string[] prescriptions) => Encoding.UTF8.GetBytes($"""
        <ClinicalDocument xmlns="urn:hl7-org:v3"><id root="2.25.1"/><code code="{type}" codeSystem="2.16.840.1.113883.6.1"/><title>CR</title>
        <recordTarget><patientRole><id root="1.2.250.1.213.1.4.8" extension="{matricule}"/><patient><name><family qualifier="BR">{birthName}</family><given qualifier="BR">CATARINA</given></name>
        <administrativeGenderCode code="F"/><birthTime value="{birthDate}"/></patient></patientRole></recordTarget>
        <inFulfillmentOf><order><id root="1.2.250.1.999.3" extension="{reference}"/></order></inFulfillmentOf>
        <component><structuredBody><component><section><code code="57828-6"/><title>Prescriptions</title><text><list>{string.Concat(prescriptions.Select(p => $"<item>{SecurityElement.Escape(p)}</item>"))}</list></text></section></component>
        <component><section><code code="18776-5"/><title>Suivi</title><text><list><item>Revoir dans un mois</item></list></text></section></component></structuredBody></component></ClinicalDocument>
        """);
}
