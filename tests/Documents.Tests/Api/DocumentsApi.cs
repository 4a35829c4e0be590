using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts.Identity;
using Documents.Liaison;
using Documents.Tests.Liaison;
using Testing;

namespace Documents.Tests.Api;

/// <summary>The real service, with identity, directory, consent and the DMP answering on real ports.</summary>
public class DocumentsApi : ServiceFixture<Program>
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private protected readonly Pki _pki = new();

    public DocumentsApi() : base("documents") { }

    internal IdentityAnswers People { get; } = new();
    internal ConsentAnswers Consent { get; } = new();
    internal DirectoryAnswers Professionals { get; } = new();
    internal FakeDmp Dmp { get; private set; } = null!;

    public HttpClient Doctor => As(Demo.Brume, Demo.Vasseur);
    public HttpClient Educator => As(Demo.Brume, Demo.Dorval);
    public HttpClient Nurse => As(Demo.Brume, Demo.Montagne);

    /// <summary>A person of the house with the published test identity, qualified or not.</summary>
    public Guid NewPerson(string status = "QUAL", string matricule = "236066322083656")
    {
        var id = Guid.CreateVersion7();
        SetPerson(id, status, matricule);
        return id;
    }

    public void SetPerson(Guid id, string status, string matricule = "236066322083656") => People.Know(new UsagerIdentity
    {
        UsagerId = id.ToString(), Status = status, Active = true, Ipp = "IPP" + id.ToString("N")[^6..], IppOid = "1.2.250.1.999.2", BirthName = "TCHITCHI", FirstBirthName = "CATARINA",
        BirthNames = "CATARINA BELLA", Sex = "F", BirthDate = "1936-06-21", BirthPlace = "63220", EstablishmentId = Demo.SaulesBlancs.ToString(),
        Matricule = status == "QUAL" ? matricule : "", Oid = status == "QUAL" ? "1.2.250.1.213.1.4.8" : "",
    });

    public static object Draft(Guid person, LiaisonContent? content = null, object? visibility = null) =>
        new { usagerId = person, typeCode = "74207-2", content = new { liaison = content ?? CompletenessTests.Complete, visibility } };

    public async Task<JsonNode> DraftedAsync(Guid person, LiaisonContent? content = null, object? visibility = null) =>
        await OkAsync(await Doctor.PostAsJsonAsync("/documents", Draft(person, content, visibility), Ct));

    public async Task<Guid> ValidatedAsync(Guid person, object? visibility = null)
    {
        var id = Id(await DraftedAsync(person, visibility: visibility));
        await OkAsync(await Doctor.PostAsync($"/documents/{id}/validate", null, Ct));
        return id;
    }

    public async Task<JsonNode> SendAsync(Guid document, params string[] channels) =>
        await OkAsync(await Doctor.PostAsJsonAsync($"/documents/{document}/transmissions", new { channels, recipients = channels.Contains("Mssante") ? new[] { "urgences@ch-montclair.mssante.fr" } : null }, Ct));

    public async Task<List<JsonNode>> MatrixAsync(Guid document) =>
        [.. ((JsonArray)await OkAsync(await Doctor.GetAsync($"/documents/{document}/transmissions", Ct))).Select(n => n!)];

    /// <summary>Looks at the matrix until it is as expected (15 s at most).</summary>
    public async Task<JsonNode> UntilAsync(Guid document, string channel, Func<JsonNode, bool> reached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        JsonNode? last = null;
        try
        {
            do
            {
                last = (await MatrixAsync(document)).SingleOrDefault(t => t["channel"]!.GetValue<string>() == channel);
                if (last is not null && reached(last)) return last;
            } while (await pace.WaitForNextTickAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
        {
            throw new TimeoutException($"The {channel} transmission stayed {last}.");
        }

        throw new InvalidOperationException();
    }

    public Task<JsonNode> UntilAsync(Guid document, string channel, string status) => UntilAsync(document, channel, t => t["status"]!.GetValue<string>() == status);

    public static async Task<JsonNode> OkAsync(HttpResponseMessage reply)
    {
        var text = await reply.Content.ReadAsStringAsync(Ct);
        Assert.True(reply.IsSuccessStatusCode, $"{(int)reply.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    public static async Task<JsonNode> RefusedAsync(HttpResponseMessage reply, HttpStatusCode status, string code)
    {
        var text = await reply.Content.ReadAsStringAsync(Ct);
        Assert.True(reply.StatusCode == status, $"{(int)reply.StatusCode} {text}");
        var problem = JsonNode.Parse(text)!;
        Assert.Equal(code, problem["code"]!.GetValue<string>());
        return problem;
    }

    public static Guid Id(JsonNode view) => view["document"]!["id"]!.GetValue<Guid>();

    public static string Status(JsonNode view) => view["document"]!["status"]!.GetValue<string>();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _pki.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task ArrangeAsync()
    {
        Dmp = Own(await FakeDmp.StartAsync(_pki));
        Settings["Services:identity:Grpc"] = Own(await FakeGrpc<IdentityAnswers>.StartAsync(People)).Address;
        Settings["Services:directory:Grpc"] = Own(await FakeGrpc<DirectoryAnswers>.StartAsync(Professionals)).Address;
        Settings["Services:consent:Grpc"] = Own(await FakeGrpc<ConsentAnswers>.StartAsync(Consent)).Address;
        Settings["Documents:KeyRingFile"] = Path.Combine(_pki.Folder, "keys");
        Settings["Documents:CreateKeyRing"] = "true";
        Settings["National:Dmp:Address"] = Dmp.Address;
        Settings["National:Dmp:ClientCertificate"] = _pki.Certificate("client");
        Settings["National:Dmp:SigningCertificate"] = _pki.Certificate("seal");
        Settings["National:Dmp:Authority"] = _pki.Authority;
        Settings["National:Dmp:SoftwareId"] = "lps-1";
        Settings["National:Dmp:FirstRetry"] = "00:00:30";
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
