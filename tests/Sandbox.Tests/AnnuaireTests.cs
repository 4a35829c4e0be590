using System.Net;
using Fhir;

namespace Sandbox.Tests;

public sealed class AnnuaireTests : IAsyncLifetime
{
    private const string Root = "/annuaire/fhir/v2/";
    private SandboxApi _api = null!;
    private HttpClient _http = null!;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await SandboxApi.StartAsync();
        _http = _api.Caller();
        _http.DefaultRequestHeaders.Add("ESANTE-API-KEY", "cle-de-test");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("Practitioner?identifier=899900000078", "pra-078")]
    [InlineData("Practitioner?identifier=99900000078", "pra-078")]
    [InlineData("Practitioner?identifier=https%3A%2F%2Frpps.esante.gouv.fr%7C99900000078", "pra-078")]
    [InlineData("Practitioner?identifier=urn:oid:1.2.250.1.71.4.2.1%7C99900000078", "")]
    [InlineData("Practitioner?family=ferr&given=lu", "pra-078")]
    [InlineData("Practitioner?given=helene", "pra-011")]
    [InlineData("Practitioner?given:exact=helene", "")]
    [InlineData("Practitioner?family=VASSEUR,BELLEC", "pra-011 pra-037")]
    [InlineData("Practitioner?qualification-code=10&family=F", "pra-078 pra-086")]
    [InlineData("Practitioner?active=false", "pra-060")]
    [InlineData("Practitioner?active:not=true", "pra-060")]
    [InlineData("PractitionerRole?practitioner=Practitioner/pra-029", "rol-029-1 rol-029-2")]
    [InlineData("PractitionerRole?organization=org-990000051", "rol-037-1")]
    [InlineData("Organization?identifier=https://finess.esante.gouv.fr%7C990000069", "org-990000069")]
    [InlineData("Organization?partof=Organization/org-990000010", "org-990000028 org-990000036 org-990000077")]
    [InlineData("Organization?mailbox-mss:contains=%40ch-montclair", "org-990000069")]
    [InlineData("Organization?mailbox-mss:contains=accueil", "")]
    [InlineData("Organization?type=https%3A%2F%2Fmos.esante.gouv.fr%2FNOS%2FTRE_R02-SecteurActivite%2FFHIR%2FTRE-R02-SecteurActivite%7CSA01", "org-990000069")]
    [InlineData("Organization?_lastUpdated=ge2030-01-01", "")]
    public async Task A_search_finds_what_it_names(string query, string ids)
    {
        var bundle = await SearchAsync(query);

        Assert.Equal(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries), (bundle.Entry ?? []).Select(e => e.Resource!.Id));
        Assert.Equal(bundle.Entry?.Count ?? 0, bundle.Total);
    }

    [Fact]
    public async Task A_mailbox_is_told_from_an_ordinary_address_by_its_extension()
    {
        var bundle = await SearchAsync("Organization?name=EHPAD LES SAULES");

        var telecom = Assert.IsType<Organization>(Assert.Single(bundle.Entry!).Resource).Telecom!;
        var mailbox = Assert.Single(telecom, t => t.Extension is not null);
        Assert.Equal("soins@saules-blancs.valdebrume.mssante.fr", mailbox.Value);
        Assert.Equal("ORG", mailbox.Extension![0].Extension!.Single(e => e.Url == "type").ValueCodeableConcept!.Coding![0].Code);
        Assert.Equal(2, telecom.Count);
    }

    [Fact]
    public async Task Related_resources_come_along()
    {
        var forward = await SearchAsync("PractitionerRole?practitioner=pra-011&_include=PractitionerRole:organization&_include=PractitionerRole:practitioner");
        var backward = await SearchAsync("Practitioner?identifier=899900000029&_revinclude=PractitionerRole:practitioner");

        Assert.Equal(["match", "match", "include", "include", "include"], forward.Entry!.Select(e => e.Search!.Mode));
        Assert.Equal(2, forward.Total);
        Assert.Equal(2, backward.Entry!.Count(e => e.Resource is PractitionerRole));
    }

    [Fact]
    public async Task Pages_follow_each_other_until_the_end()
    {
        var (seen, next) = (new List<string>(), Root + "Practitioner?_count=3");
        while (next is not null)
        {
            var bundle = FhirJson.Read<Bundle>(await _http.GetStringAsync(next, Ct));
            seen.AddRange(bundle.Entry!.Select(e => e.Resource!.Id!));
            next = bundle.Link!.FirstOrDefault(l => l.Relation == "next")?.Url!;
        }

        Assert.Equal(9, seen.Distinct().Count());
        Assert.Equal(9, seen.Count);
    }

    [Fact]
    public async Task A_search_may_be_posted()
    {
        var reply = await _http.PostAsync(Root + "Organization/_search", new FormUrlEncodedContent([new("identifier", "990000036")]), Ct);

        Assert.Equal("org-990000036", FhirJson.Read<Bundle>(await reply.Content.ReadAsStringAsync(Ct)).Entry!.Single().Resource!.Id);
    }

    [Theory]
    [InlineData("Practitioner?colour=red", HttpStatusCode.BadRequest)]
    [InlineData("Practitioner?family:below=a", HttpStatusCode.BadRequest)]
    [InlineData("Practitioner?_count=0", HttpStatusCode.BadRequest)]
    [InlineData("Practitioner?_include=Patient:link", HttpStatusCode.BadRequest)]
    [InlineData("Practitioner?_lastUpdated=hier", HttpStatusCode.BadRequest)]
    [InlineData("Patient?name=a", HttpStatusCode.NotFound)]
    [InlineData("Practitioner/inconnu", HttpStatusCode.NotFound)]
    [InlineData("_page?id=inconnue", HttpStatusCode.Gone)]
    public async Task What_cannot_be_answered_is_an_operation_outcome(string query, HttpStatusCode expected)
    {
        var reply = await _http.GetAsync(Root + query, Ct);

        Assert.Equal(expected, reply.StatusCode);
        Assert.NotEmpty(FhirJson.Read<OperationOutcome>(await reply.Content.ReadAsStringAsync(Ct)).Issue!);
    }

    [Fact]
    public async Task Writing_is_refused() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.DeleteAsync(Root + "Practitioner/pra-078", Ct)).StatusCode);

    [Fact]
    public async Task Without_a_key_nothing_is_read() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await _api.Caller().GetAsync(Root + "Practitioner", Ct)).StatusCode);

    [Fact]
    public async Task A_resource_is_read_by_its_id_and_the_capabilities_are_told()
    {
        var closed = FhirJson.Read<Practitioner>(await _http.GetStringAsync(Root + "Practitioner/pra-060", Ct));
        var capabilities = FhirJson.Read(await _http.GetStringAsync(Root + "metadata", Ct));

        Assert.Equal((false, true), (closed.Active, closed.Qualification is null));
        Assert.Equal("CapabilityStatement", Assert.IsType<OtherResource>(capabilities).ResourceType);
    }

    private async Task<Bundle> SearchAsync(string query) => FhirJson.Read<Bundle>(await _http.GetStringAsync(Root + query, Ct));
}
