using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Documents.Tests.Api;

internal enum DmpMood { Up, Down, Garbage, LosesItsAnswer, Refuses, Forgetful, Holds }

/// <summary>A document as the DMP took it.</summary>
internal sealed record Deposited(string UniqueId, string EntryUuid, byte[] Cda, XElement Request, string NameId, string AuthnInstant);

/// <summary>The DMP on the other end of the wire: mutual TLS, the VIHF's signature verified, one document per unique identifier, and moods that a test sets.</summary>
internal sealed class FakeDmp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Pki _pki;
    private int _calls;

    public FakeDmp(Pki pki)
    {
        _pki = pki;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.UseHttps(tls =>
        {
            tls.ServerCertificate = pki.Server;
            tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            tls.ClientCertificateValidation = (certificate, _, _) => pki.Accepts(certificate);
        })));
        _app = builder.Build();
        _app.MapPost("/dmp/{service}", AnswerAsync);
    }

    public DmpMood Mood { get; set; }
    /// <summary>In the mood to hold its answer: done once a document has come, and what lets the answer go.</summary>
    public TaskCompletionSource Arrived { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public TaskCompletionSource Answers { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Hold() => (Arrived, Answers, Mood) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously), DmpMood.Holds);

    /// <summary>What the registry says of a document it refuses.</summary>
    public (string Code, string Context) Refusal { get; set; } = ("XDSRepositoryMetadataError", "classCode inattendu");

    public HashSet<string> Closed { get; } = [];
    public ConcurrentQueue<Deposited> Documents { get; } = new();
    public int Calls => _calls;
    public string Address => $"https://localhost:{new Uri(_app.Urls.First()).Port}/dmp/";

    public static async Task<FakeDmp> StartAsync(Pki pki)
    {
        var dmp = new FakeDmp(pki);
        await dmp._app.StartAsync();
        return dmp;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> AnswerAsync(string service, HttpContext context)
    {
        Interlocked.Increment(ref _calls);
        if (Mood == DmpMood.Down) return Results.StatusCode(503);
        if (Mood == DmpMood.Garbage) return Results.Content("<html>maintenance</html>", "text/html");
        var (envelope, parts) = await ReadAsync(context.Request);
        if (Verified(envelope) is not { } assertion) return Soap(Fault("S:Sender", "VIHF refusé"), 500);
        var content = XElement.Parse(envelope.SelectSingleNode("//*[local-name()='Body']/*")!.OuterXml);
        return service switch
        {
            "patients" => Soap(Existence(content)),
            "registry" => Soap(Query(content)),
            _ => await HeldAsync(Deposit(context, content, parts, assertion)),
        };
    }

    private async Task<IResult> HeldAsync(IResult answer)
    {
        if (Mood != DmpMood.Holds) return answer;
        Arrived.TrySetResult();
        await Answers.Task;
        return answer;
    }

    private IResult Deposit(HttpContext context, XElement content, Dictionary<string, byte[]> parts, XmlElement assertion)
    {
        if (Mood == DmpMood.Refuses) return Soap(Response("Failure", Refusal.Code, Refusal.Context));
        var entry = content.Descendants().Single(e => e.Name.LocalName == "ExtrinsicObject");
        var uniqueId = entry.Elements().Single(e => (string?)e.Attribute("identificationScheme") == "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab").Attribute("value")!.Value;
        var href = content.Descendants().Single(e => e.Name.LocalName == "Include").Attribute("href")!.Value;
        if (Documents.Any(d => d.UniqueId == uniqueId)) return Soap(Response("Failure", "XDSDuplicateUniqueIdInRegistry", uniqueId));
        Documents.Enqueue(new(uniqueId, entry.Attribute("id")!.Value, parts[$"<{href[4..]}>"], content, assertion.GetElementsByTagName("NameID", Saml)[0]!.InnerText,
            ((XmlElement)assertion.GetElementsByTagName("AuthnStatement", Saml)[0]!).GetAttribute("AuthnInstant")));
        if (Mood != DmpMood.LosesItsAnswer) return Soap(Response("Success"));
        context.Abort();
        return Results.Empty;
    }

    private XElement Existence(XElement content)
    {
        XNamespace hl7 = "urn:hl7-org:v3";
        var matricule = content.Descendants(hl7 + "patientIdentifier").Single().Element(hl7 + "value")!.Attribute("extension")!.Value;
        return XElement.Parse($"<PRPA_IN201308UV02 xmlns=\"urn:hl7-org:v3\"><attentionLine><keyWordText code=\"AUTORISATION\"/><value code=\"{Authorisation}\"/></attentionLine><acknowledgement typeCode=\"AA\"/><controlActProcess><subject><registrationEvent><subject1><patient><statusCode code=\"{(Closed.Contains(matricule) ? "terminated" : "active")}\"/></patient></subject1></registrationEvent></subject><queryAck><queryResponseCode code=\"OK\"/></queryAck></controlActProcess></PRPA_IN201308UV02>");
    }

    /// <summary>The types of the last search, as the registry was asked for them; null: all.</summary>
    public string? SearchedTypes { get; private set; }

    /// <summary>What the authorisation to read is; deposits do not look at it.</summary>
    public string Authorisation { get; set; } = "VALIDE";

    private XElement Query(XElement content)
    {
        if (content.Descendants().Single(e => e.Name.LocalName == "AdhocQuery").Attribute("id")!.Value == "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d") return Search(content);
        var asked = content.Descendants().Single(e => e.Name.LocalName == "Value").Value.Trim('(', ')', '\'');
        var found = Mood == DmpMood.Forgetful ? [] : Documents.Where(d => d.UniqueId == asked).ToList();
        return XElement.Parse($"<q:AdhocQueryResponse xmlns:q=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\" xmlns:rim=\"{Documents_Rim}\"><rim:RegistryObjectList>{string.Concat(found.Select(Entry))}</rim:RegistryObjectList></q:AdhocQueryResponse>");
    }

    // Gives back all it holds, whatever the types asked for: the one that asks must sort.
    private XElement Search(XElement content)
    {
        SearchedTypes = content.Descendants().SingleOrDefault(e => (string?)e.Attribute("name") == "$XDSDocumentEntryTypeCode")?.Value;
        return XElement.Parse($"<q:AdhocQueryResponse status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success\" xmlns:q=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\" xmlns:rim=\"{Documents_Rim}\"><rim:RegistryObjectList>{string.Concat(Documents.Select(Entry))}</rim:RegistryObjectList></q:AdhocQueryResponse>");
    }

    private static string Entry(Deposited d) => d.Request.Descendants().Single(e => e.Name.LocalName == "ExtrinsicObject").ToString();

    private const string Documents_Rim = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0", Saml = "urn:oasis:names:tc:SAML:2.0:assertion";

    private static XElement Response(string status, string code = "", string context = "") => XElement.Parse(
        $"<rs:RegistryResponse xmlns:rs=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\" status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:{status}\">{(code.Length > 0 ? $"<rs:RegistryErrorList><rs:RegistryError errorCode=\"{code}\" codeContext=\"{context}\" severity=\"urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error\"/></rs:RegistryErrorList>" : "")}</rs:RegistryResponse>");

    private static XElement Fault(string code, string reason) => XElement.Parse($"<S:Fault xmlns:S=\"http://www.w3.org/2003/05/soap-envelope\"><S:Code><S:Value>{code}</S:Value></S:Code><S:Reason><S:Text xml:lang=\"fr\">{reason}</S:Text></S:Reason></S:Fault>");

    private static IResult Soap(XElement content, int status = 200) => Results.Content(
        $"<S:Envelope xmlns:S=\"http://www.w3.org/2003/05/soap-envelope\"><S:Body>{content}</S:Body></S:Envelope>", "application/soap+xml", Encoding.UTF8, status);

    private XmlElement? Verified(XmlDocument envelope)
    {
        if (envelope.GetElementsByTagName("Assertion", Saml)[0] is not XmlElement assertion) return null;
        var alone = new XmlDocument { PreserveWhitespace = true };
        alone.AppendChild(alone.ImportNode(assertion, true));
        var signed = new SignedXml(alone);
        signed.LoadXml((XmlElement)alone.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!);
        return signed.CheckSignature(_pki.Seal, verifySignatureOnly: true) ? assertion : null;
    }

    private static async Task<(XmlDocument, Dictionary<string, byte[]>)> ReadAsync(HttpRequest request)
    {
        var parts = new Dictionary<string, byte[]>();
        byte[] root;
        if (request.ContentType!.StartsWith("multipart/related", StringComparison.Ordinal))
        {
            var type = MediaTypeHeaderValue.Parse(request.ContentType);
            var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).Value!, request.Body);
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                var bytes = new MemoryStream();
                await section.Body.CopyToAsync(bytes);
                parts[section.Headers!["Content-ID"].ToString()] = bytes.ToArray();
            }

            root = parts[HeaderUtilities.RemoveQuotes(type.Parameters.Single(p => p.Name == "start").Value).Value!];
        }
        else
        {
            var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes);
            root = bytes.ToArray();
        }

        var envelope = new XmlDocument { PreserveWhitespace = true };
        envelope.Load(new MemoryStream(root));
        return (envelope, parts);
    }
}
