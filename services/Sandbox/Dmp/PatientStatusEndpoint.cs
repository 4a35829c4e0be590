using System.Globalization;
using System.Xml.Linq;
using Sandbox.Faults;
using Sandbox.Ledgers;
using Sandbox.Soap;

namespace Sandbox.Dmp;

/// <summary>TD0.2: does this person have a DMP, is it open, may this professional read it.</summary>
internal sealed class PatientStatusEndpoint(DmpCall call, DmpRecords records, Journal journal, TimeProvider clock)
{
    public Task<IResult> Answer(HttpContext context, CancellationToken ct) => call.AnswerAsync("TD0.2", async () =>
    {
        var message = DmpCall.Expect(await SoapMessage.ReadAsync(context.Request, DmpCall.LargestMessage, ct), DmpNames.Existence);
        var author = call.Identify(context, message);
        var (patient, queryId) = Question(message.Content);
        if (patient != author.Patient) throw SignedAssertions.Refuse("FailedAuthentication", "VIHF refusé : resource-id n'est pas le patient demandé.");

        var record = records.Of(patient);
        if (FaultGate.AnswersWrong(context)) record = record with { Status = record.Status == DmpStatus.Active ? DmpStatus.Closed : DmpStatus.Active };
        journal.Note("dmp", "TD0.2", Label(record.Status), $"{author.NameId} · autorisation {record.Authorisation}");
        return SoapAnswer.Ok("urn:hl7-org:v3:PRPA_IN201308UV02", message.MessageId, Answer(record, queryId));
    });

    private static (PatientIns Patient, XElement? QueryId) Question(XElement content)
    {
        var query = content.Element(DmpNames.Hl7 + "controlActProcess")?.Element(DmpNames.Hl7 + "queryByParameter");
        var value = query?.Element(DmpNames.Hl7 + "parameterList")?.Element(DmpNames.Hl7 + "patientIdentifier")?.Element(DmpNames.Hl7 + "value");
        var reason = content.Element(DmpNames.Hl7 + "controlActProcess")?.Element(DmpNames.Hl7 + "reasonCode")?.Attribute("code")?.Value;
        var patient = PatientIns.Parse($"{value?.Attribute("extension")?.Value}^^^&{value?.Attribute("root")?.Value}&ISO^NH");
        if (content.Name != DmpNames.Hl7 + "PRPA_IN201307UV02" || reason != "TEST_EXST" || patient is null)
            throw SoapFaultException.Sender("PRPA_IN201307UV02 avec le motif TEST_EXST et l'INS du patient est attendu.");
        return (patient, query!.Element(DmpNames.Hl7 + "queryId"));
    }

    private XElement Answer(DmpRecord record, XElement? queryId) =>
        E("PRPA_IN201308UV02", A("ITSVersion", "XML_1.0"),
            E("id", A("root", DmpNames.RepositoryId + ".1"), A("extension", Guid.NewGuid().ToString())),
            E("creationTime", A("value", clock.GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture))),
            E("interactionId", A("root", "2.16.840.1.113883.1.6"), A("extension", "PRPA_IN201308UV02")),
            E("processingCode", A("code", "D")), E("processingModeCode", A("code", "T")), E("acceptAckCode", A("code", "NE")),
            record.Status == DmpStatus.Missing ? null : Attention("AUTORISATION", E("value", A(SoapNames.Instance + "type", "CV"), A("code", record.Authorisation))),
            record.Status == DmpStatus.Missing ? null : Attention("STATUT_MT", E("value", A(SoapNames.Instance + "type", "BL"), A("value", Bool(record.TreatingPhysician)))),
            E("acknowledgement", A("typeCode", "AA")),
            E("controlActProcess", A("classCode", "CACT"), A("moodCode", "EVN"),
                record.Status == DmpStatus.Missing ? null : Subject(record),
                E("queryAck",
                    queryId is null ? null : new XElement(queryId),
                    E("queryResponseCode", A("code", record.Status == DmpStatus.Missing ? "NF" : "OK")))));

    private XElement Subject(DmpRecord record)
    {
        var person = records.Person(new(record.Matricule, record.Oid));
        return E("subject", A("typeCode", "SUBJ"), E("registrationEvent", A("classCode", "REG"), A("moodCode", "EVN"),
            E("statusCode", A("code", "active")),
            E("subject1", A("typeCode", "SBJ"), E("patient", A("classCode", "PAT"),
                E("id", A("root", record.Oid), A("extension", record.Matricule)),
                E("statusCode", A("code", record.Status == DmpStatus.Active ? "active" : "terminated")),
                record.Status == DmpStatus.Closed && record.ClosedOn is not null ? E("effectiveTime", E("high", A("value", record.ClosedOn.Replace("-", "", StringComparison.Ordinal)))) : null,
                person is null ? null : E("patientPerson",
                    E("name", E("family", A("qualifier", "BR"), person.BirthName), E("given", person.GivenNames.Split(' ')[0])),
                    E("administrativeGenderCode", A("code", person.Sex), A("codeSystem", "2.16.840.1.113883.5.1")),
                    E("birthTime", A("value", person.BirthDate.Replace("-", "", StringComparison.Ordinal)))),
                E("subjectOf", E("administrativeObservation", A("classCode", "OBS"),
                    E("code", A("code", "RATTACHEMENT_ENS")), E("value", A(SoapNames.Instance + "type", "BL"), A("value", Bool(record.AttachedToMes)))))))));
    }

    private static XElement Attention(string key, XElement value) => E("attentionLine", E("keyWordText", A("code", key)), value);

    private static string Label(DmpStatus status) => status switch { DmpStatus.Active => "actif", DmpStatus.Closed => "fermé", _ => "inexistant" };

    private static string Bool(bool value) => value ? "true" : "false";

    private static XElement E(string name, params object?[] content) => new(DmpNames.Hl7 + name, content);

    private static XAttribute A(XName name, string value) => new(name, value);
}
