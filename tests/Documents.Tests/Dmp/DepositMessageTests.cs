using System.Text;
using System.Xml;
using System.Xml.Linq;
using Documents.Cda;
using Documents.Dmp;
using Documents.Xds;
using Microsoft.AspNetCore.WebUtilities;

namespace Documents.Tests.Dmp;

public sealed class DepositMessageTests
{
    private static readonly Uri Server = new("https://dmp.test/repository");
    private static readonly byte[] Cda = CdaWriter.Write(Samples.Document(), "%PDF-1.4"u8.ToArray());

    private static XmlElement Token()
    {
        var document = new XmlDocument();
        document.LoadXml($"<saml2:Assertion xmlns:saml2=\"{VihfWriter.Saml}\"/>");
        return document.DocumentElement!;
    }

    private static byte[] Soap(string body) => Encoding.UTF8.GetBytes($"<s:Envelope xmlns:s=\"{SoapEnvelope.Soap}\"><s:Body>{body}</s:Body></s:Envelope>");

    private static XElement Response(string status, string error = "") => SoapReply.Body(Soap(
        $"<rs:RegistryResponse xmlns:rs=\"{XdsIds.Rs}\" status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:{status}\">{error}</rs:RegistryResponse>"));

    [Fact]
    public async Task The_document_travels_beside_the_envelope_that_refers_to_it()
    {
        var ct = TestContext.Current.CancellationToken;
        using var content = DepositRequest.Create(Server, Token(), "urn:uuid:new", DocumentEntry.Of(Samples.Document(), Visibility.Everyone, Cda),
            new("2.25.7", "2.25.5", Samples.Noon, new(Samples.Doctor, Samples.Noon, Samples.House), SubmissionSet.Stay), Cda, new("urn:uuid:old"));
        var type = content.Headers.ContentType!;
        string Parameter(string name) => type.Parameters.Single(p => p.Name == name).Value!.Trim('"');
        var parts = new MultipartReader(Parameter("boundary"), await content.ReadAsStreamAsync(ct));

        var root = (await parts.ReadNextSectionAsync(ct))!;
        Assert.Equal("application/xop+xml", Parameter("type"));
        Assert.Equal("application/soap+xml", Parameter("start-info"));
        Assert.Equal(Parameter("start"), root.Headers!["Content-ID"].ToString());
        var envelope = await XDocument.LoadAsync(root.Body, LoadOptions.None, ct);
        var href = envelope.Descendants(XName.Get("Include", "http://www.w3.org/2004/08/xop/include")).Single().Attribute("href")!.Value;
        Assert.Equal(DepositRequest.Action, envelope.Descendants(XName.Get("Action", SoapEnvelope.Addressing)).Single().Value);
        Assert.Equal(["HasMember", "RPLC"], envelope.Descendants(XName.Get("Association", XdsIds.Rim)).Select(a => a.Attribute("associationType")!.Value.Split(':')[^1]));

        var document = (await parts.ReadNextSectionAsync(ct))!;
        Assert.Equal($"<{href["cid:".Length..]}>", document.Headers!["Content-ID"].ToString());
        var received = new MemoryStream();
        await document.Body.CopyToAsync(received, ct);
        Assert.Equal(Cda, received.ToArray());
        Assert.Null(await parts.ReadNextSectionAsync(ct));
    }

    [Theory]
    [InlineData("XDSDuplicateUniqueIdInRegistry", DepositResult.Known)]
    [InlineData("XDSNonIdenticalHash", DepositResult.Refused)]
    [InlineData("XDSUnknownPatientId", DepositResult.Refused)]
    [InlineData("XDSRegistryBusy", DepositResult.Later)]
    public void An_error_of_the_registry_is_final_or_says_to_try_later(string code, DepositResult expected) => Assert.Equal(expected, DepositOutcome.Read(Response("Failure",
        $"<rs:RegistryErrorList xmlns:rs=\"{XdsIds.Rs}\"><rs:RegistryError errorCode=\"{code}\" codeContext=\"essai\" severity=\"urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error\"/></rs:RegistryErrorList>")).Result);

    [Fact]
    public void Success_is_read_from_the_status_alone() => Assert.Equal(DepositResult.Deposited, DepositOutcome.Read(Response("Success")).Result);

    [Theory]
    [InlineData("s:Sender", DepositResult.Refused)]
    [InlineData("s:Receiver", DepositResult.Later)]
    public void A_fault_of_ours_is_final_and_a_fault_of_theirs_is_tried_again(string code, DepositResult expected) => Assert.Equal(expected,
        DepositOutcome.Read(SoapReply.Body(Soap($"<s:Fault><s:Code><s:Value>{code}</s:Value></s:Code><s:Reason><s:Text xml:lang=\"fr\">non</s:Text></s:Reason></s:Fault>"))).Result);

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>")]
    [InlineData("<html>maintenance</html>")]
    [InlineData("pas du XML")]
    public void What_is_not_the_protocol_is_never_taken_for_an_answer(string bytes) =>
        Assert.Throws<UnreadableReplyException>(() => SoapReply.Body(Encoding.UTF8.GetBytes(bytes)));

    [Fact]
    public async Task An_answer_larger_than_allowed_is_not_read_to_its_end()
    {
        using var content = new ByteArrayContent(new byte[SoapReply.Limit + 1]);

        await Assert.ThrowsAsync<UnreadableReplyException>(() => SoapReply.ReadAsync(content, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_answer_is_found_as_the_root_of_a_multipart_message()
    {
        using var content = new MultipartContent("related", "limite");
        var root = new ByteArrayContent(Soap("<ok xmlns=\"urn:t\"/>"));
        root.Headers.Add("Content-ID", "<racine>");
        content.Add(new StringContent("autre"));
        content.Add(root);
        content.Headers.ContentType!.Parameters.Add(new("start", "\"<racine>\""));

        Assert.Equal("ok", (await SoapReply.ReadAsync(content, TestContext.Current.CancellationToken)).Name.LocalName);
    }

    [Theory]
    [InlineData("OK", "active", true)]
    [InlineData("OK", "terminated", false)]
    [InlineData("NF", "", false)]
    public void Only_an_open_dmp_may_be_fed(string answer, string status, bool fed) => Assert.Equal(fed, ExistenceTest.Read(SoapReply.Body(Soap(
        $"<PRPA_IN201308UV02 xmlns=\"urn:hl7-org:v3\"><acknowledgement><typeCode code=\"AA\"/></acknowledgement><controlActProcess><subject><registrationEvent><subject1><patient><statusCode code=\"{status}\"/></patient></subject1></registrationEvent></subject><queryAck><queryResponseCode code=\"{answer}\"/></queryAck></controlActProcess></PRPA_IN201308UV02>"))).MayBeFed);

    [Fact]
    public void The_existence_test_asks_by_the_ins_of_the_person()
    {
        var body = SoapReply.Body(ExistenceTest.Write(Server, Token(), "2.25.5", "Plateforme", Samples.Qualified, Samples.Noon));
        var value = body.Descendants(XName.Get("value", CdaWriter.Namespace)).Single();

        Assert.Equal(("1.2.250.1.213.1.4.10", "279035121518989"), ((string?)value.Attribute("root"), (string?)value.Attribute("extension")));
        Assert.Equal("TEST_EXST", (string?)body.Descendants(XName.Get("reasonCode", CdaWriter.Namespace)).Single().Attribute("code"));
    }
}
