using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

namespace Sandbox.Tests;

/// <summary>What the DMP answered: its status, or the subcode of its fault.</summary>
internal sealed record DmpAnswer(HttpResponseMessage Http, string Text)
{
    public XElement Soap => XElement.Parse(Text[Text.IndexOf(Text.StartsWith("--") ? "<?xml" : "<", StringComparison.Ordinal)..(Text.LastIndexOf("Envelope>", StringComparison.Ordinal) + "Envelope>".Length)]);
    public string Status => ((string?)Soap.Descendants().FirstOrDefault(e => e.Name.LocalName is "RegistryResponse" or "AdhocQueryResponse")?.Attribute("status"))?.Split(':')[^1] ?? "Fault";
    public IReadOnlyList<string> Errors => [.. Soap.Descendants().Where(e => e.Name.LocalName == "RegistryError").Select(e => (string)e.Attribute("errorCode")!)];
    public string Fault => Text.Length == 0 ? $"HTTP {(int)Http.StatusCode}" : Soap.Descendants().First(e => e.Name.LocalName == "Subcode").Value.Split(':')[^1];
}

/// <summary>Speaks to the DMP as a professional's software does.</summary>
internal sealed class DmpClient(SandboxApi api, string? certificate = "ORG-AUTH-CLI")
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private readonly HttpClient _http = api.Caller(certificate);

    public Task<DmpAnswer> DepositAsync(DmpDeposit deposit, DmpVihf? vihf = null)
    {
        var envelope = Envelope("urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b", deposit.Body(), vihf ?? new() { Patient = deposit.Patient });
        var content = new MultipartContent("related", "limite");
        foreach (var (name, value) in new[] { ("type", "\"application/xop+xml\""), ("start", "\"<racine@essai>\""), ("start-info", "\"application/soap+xml\"") })
            content.Headers.ContentType!.Parameters.Add(new(name, value));
        content.Add(Part(Encoding.UTF8.GetBytes(envelope), "racine@essai", "application/xop+xml"));
        content.Add(Part(deposit.Document, "doc1@essai", "text/xml"));
        return SendAsync("/dmp/repository", content);
    }

    public Task<DmpAnswer> StatusAsync(DmpVihf vihf, string? matricule = null)
    {
        var cx = vihf.Patient.Split('^', '&');
        return SoapAsync("/dmp/patients", "urn:hl7-org:v3:PRPA_IN201307UV02", $"""
            <PRPA_IN201307UV02 xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0"><controlActProcess classCode="CACT" moodCode="EVN"><reasonCode code="TEST_EXST" codeSystem="1.2.250.1.213.1.1.4.11"/><queryByParameter><queryId root="1.2" extension="7"/><parameterList><patientIdentifier><value root="{cx[4]}" extension="{matricule ?? cx[0]}"/></patientIdentifier></parameterList></queryByParameter></controlActProcess></PRPA_IN201307UV02>
            """, vihf);
    }

    public Task<DmpAnswer> FindAsync(DmpVihf vihf, string? patient = null, string status = "Approved") => QueryAsync("14d4debf-8f97-4251-9a74-a90016b0af0d", vihf,
        ("$XDSDocumentEntryPatientId", $"'{patient ?? vihf.Patient}'"), ("$XDSDocumentEntryStatus", $"('urn:oasis:names:tc:ebxml-regrep:StatusType:{status}')"));

    public Task<DmpAnswer> EntryAsync(DmpVihf vihf, string uniqueId) =>
        QueryAsync("5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4", vihf, ("$XDSDocumentEntryUniqueId", $"('{uniqueId}')"));

    public Task<DmpAnswer> RetrieveAsync(DmpVihf vihf, string uniqueId) => SoapAsync("/dmp/repository", "urn:ihe:iti:2007:RetrieveDocumentSet", $"""
        <RetrieveDocumentSetRequest xmlns="urn:ihe:iti:xds-b:2007"><DocumentRequest><RepositoryUniqueId>1.2.250.1.213.4.1.2.990</RepositoryUniqueId><DocumentUniqueId>{uniqueId}</DocumentUniqueId></DocumentRequest></RetrieveDocumentSetRequest>
        """, vihf);

    public static string Envelope(string action, string body, DmpVihf vihf, Func<string, string>? spoil = null)
    {
        var assertion = vihf.Sign();
        return $"""
            <S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://www.w3.org/2005/08/addressing"><S:Header><wsa:Action>{action}</wsa:Action><wsa:MessageID>urn:uuid:{Guid.NewGuid()}</wsa:MessageID><wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">{(spoil is null ? assertion : spoil(assertion))}</wsse:Security></S:Header><S:Body>{body}</S:Body></S:Envelope>
            """;
    }

    public Task<DmpAnswer> SendEnvelopeAsync(string path, string envelope)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(envelope));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/soap+xml; charset=utf-8");
        return SendAsync(path, content);
    }

    private Task<DmpAnswer> QueryAsync(string query, DmpVihf vihf, params (string Name, string Value)[] slots) => SoapAsync("/dmp/registry", "urn:ihe:iti:2007:RegistryStoredQuery", $"""
        <q:AdhocQueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><q:ResponseOption returnComposedObjects="true" returnType="LeafClass"/><rim:AdhocQuery id="urn:uuid:{query}">{string.Concat(slots.Select(s => $"<rim:Slot name=\"{s.Name}\"><rim:ValueList><rim:Value>{s.Value.Replace("&", "&amp;")}</rim:Value></rim:ValueList></rim:Slot>"))}</rim:AdhocQuery></q:AdhocQueryRequest>
        """, vihf);

    private Task<DmpAnswer> SoapAsync(string path, string action, string body, DmpVihf vihf) => SendEnvelopeAsync(path, Envelope(action, body, vihf));

    private async Task<DmpAnswer> SendAsync(string path, HttpContent content)
    {
        var reply = await _http.PostAsync(path, content, Ct);
        return new(reply, await reply.Content.ReadAsStringAsync(Ct));
    }

    private static ByteArrayContent Part(byte[] bytes, string id, string type)
    {
        var part = new ByteArrayContent(bytes);
        part.Headers.ContentType = new(type);
        part.Headers.Add("Content-ID", $"<{id}>");
        return part;
    }
}
