using System.Net;
using System.Net.Http.Json;
using System.Xml.Linq;

namespace Sandbox.Tests;

public sealed class InsiSearchTests : IAsyncLifetime
{
    private static readonly XNamespace Siram = "urn:siram";
    private SandboxApi _api = null!;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await SandboxApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_published_identity_is_found_under_one_given_name_and_not_under_another()
    {
        var insi = _api.Caller("INSI-MANU");

        var (none, _) = await insi.SearchAsync("TCHITCHI", "OLA", "F", "1936-06-21");
        var (one, found) = await insi.SearchAsync("TCHITCHI", "CATARINA", "F", "1936-06-21");

        Assert.Equal("01", none);
        Assert.Equal("00", one);
        Assert.Equal(("2360663220836", "56"), (found.Value("NumIdentifiant"), found.Value("Cle")));
        Assert.Equal("CATARINA BELLA", found.Value("ListePrenom"));
    }

    [Theory]
    [InlineData("TCHICHI", "CATARINA", "F", "1936-06-21", "01")]
    [InlineData("PAT TROIS", "DOMINIQUE", "F", "1979-03-28", "01")]
    [InlineData("PAT-TROIS", "DOMINIQUE MARIE-LOUISE", "F", "1979-03-28", "00")]
    [InlineData("HOUILLES", "PIERRE PAUL JACQUES", "M", "1993-01-27", "01")]
    [InlineData("HOMONYME", "CAMILLE", "F", "1950-05-05", "02")]
    [InlineData("HOMONYME", "CAMILLE ANNE", "F", "1950-05-05", "00")]
    [InlineData("CORSE", "ANTHONY", "F", "1980-03-02", "01")]
    public async Task Traits_match_strictly(string name, string given, string sex, string birth, string expected)
    {
        var (code, _) = await _api.Caller("INSI-AUTO").SearchAsync(name, given, sex, birth);

        Assert.Equal(expected, code);
    }

    [Fact]
    public async Task The_birth_place_tells_two_homonyms_apart()
    {
        var (code, found) = await _api.Caller("INSI-MANU").SearchAsync("HOMONYME", "CAMILLE", "F", "1950-05-05", "75056");

        Assert.Equal("00", code);
        Assert.Equal("CAMILLE ANNE", found.Value("ListePrenom"));
    }

    [Fact]
    public async Task Former_matricules_come_apart_from_the_active_one()
    {
        var (_, found) = await _api.Caller("INSI-MANU").SearchAsync("ECETINSI", "PIERRE-ALAIN", "M", "2009-07-14");

        XNamespace ns = "http://www.cnamts.fr/INSiResultat";
        Assert.Equal("1090763220834", found.Descendants(ns + "INSACTIF").Single().Descendants(ns + "NumIdentifiant").Single().Value);
        Assert.Equal(["2090763220834", "2090663220123"], found.Descendants(ns + "INSHISTO").Select(h => h.Descendants(ns + "NumIdentifiant").Single().Value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("un-autre-nom")]
    public async Task Without_the_right_certificate_the_access_is_insufficient(string? commonName)
    {
        var reply = await _api.Caller(commonName).SendAsync(InsiMessages.Envelope(InsiMessages.Traits("NESSI", ["RUTH"], "F", "1977-07-14")));

        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.Equal("desir_560", (await ErrorAsync(reply)).Attribute("code")!.Value);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_not_even_let_in()
    {
        var elsewhere = SandboxApi.AnotherAuthority();
        var stranger = _api.Caller(certificateFile: elsewhere.Issue("INSI-MANU", "CN=INSI-MANU"));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => stranger.SearchAsync("NESSI", "RUTH", "F", "1977-07-14"));
    }

    [Fact]
    public async Task A_missing_context_or_a_trait_out_of_the_schema_is_a_fault()
    {
        var insi = _api.Caller("INSI-MANU");

        var noContext = await insi.SendAsync(InsiMessages.Envelope(InsiMessages.Traits("NESSI", ["RUTH"], "F", "1977-07-14"), bam: ""));
        var badName = await insi.SendAsync(InsiMessages.Envelope(InsiMessages.Traits("Néssi", ["RUTH"], "F", "1977-07-14")));

        Assert.Equal("desir_500", (await ErrorAsync(noContext)).Attribute("code")!.Value);
        Assert.Equal("desir_510", (await ErrorAsync(badName)).Attribute("code")!.Value);
    }

    [Fact]
    public async Task A_document_type_declaration_is_refused()
    {
        var envelope = "<!DOCTYPE x [<!ENTITY e \"RUTH\">]>" + InsiMessages.Envelope(InsiMessages.Traits("NESSI", ["&e;"], "F", "1977-07-14"));

        var reply = await _api.Caller("INSI-MANU").SendAsync(envelope);

        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.Contains("XML", await reply.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task An_oversized_message_is_refused()
    {
        var reply = await _api.Caller("INSI-MANU").SendAsync(InsiMessages.Envelope(new string(' ', 70_000)));

        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
    }

    [Fact]
    public async Task Any_answer_can_be_injected_and_serves_its_count()
    {
        var insi = _api.Caller("INSI-MANU");
        await insi.PostAsJsonAsync("/control/insi/injections", new { traits = new { birthName = "NESSI" }, fault = new { siram = "siram_40", code = "insi_102", text = "Indisponible" } }, Ct);
        await insi.PostAsJsonAsync("/control/insi/injections", new { code = "02", count = 2 }, Ct);

        var reply = await insi.SendAsync(InsiMessages.Envelope(InsiMessages.Traits("NESSI", ["RUTH"], "F", "1977-07-14")));
        var codes = new List<string?>();
        for (var i = 0; i < 3; i++) codes.Add((await insi.SearchAsync("ADRUN", "ZOE", "F", "1975-12-31")).Code);

        Assert.Equal("insi_102", (await ErrorAsync(reply)).Attribute("code")!.Value);
        Assert.Equal(["02", "02", "00"], codes);
    }

    [Fact]
    public async Task An_added_identity_is_found_until_everything_is_forgotten()
    {
        var insi = _api.Caller("INSI-MANU");
        await insi.PostAsJsonAsync("/control/insi/identities", new { matricule = "245017505600193", oid = "1.2.250.1.213.1.4.10", birthName = "AJOUTEE", givenNames = "JEANNE", sex = "F", birthDate = "1945-01-02" }, Ct);

        var (before, _) = await insi.SearchAsync("AJOUTEE", "JEANNE", "F", "1945-01-02");
        await insi.PostAsync("/control/reset", null, Ct);
        var (after, _) = await insi.SearchAsync("AJOUTEE", "JEANNE", "F", "1945-01-02");

        Assert.Equal(("00", "01"), (before, after));
    }

    private static async Task<XElement> ErrorAsync(HttpResponseMessage reply) =>
        XElement.Parse(await reply.Content.ReadAsStringAsync(Ct)).Descendants(Siram + "Erreur").Single();
}
