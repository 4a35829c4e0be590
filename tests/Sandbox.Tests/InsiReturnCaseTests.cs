using System.Net;
using System.Net.Http.Json;
using System.Xml.Linq;

namespace Sandbox.Tests;

/// <summary>Every return case that INSi documents can be played, by the test base or by injection.</summary>
public sealed class InsiReturnCaseTests : IAsyncLifetime
{
    private static readonly XNamespace Siram = "urn:siram";
    private SandboxApi _api = null!;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await SandboxApi.StartAsync(("Sandbox:Insi:Authorisations:0", "LPS000000001"));

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    [Trait("Seed", "S2-17")]
    public async Task One_identity_none_and_several_come_from_the_test_base()
    {
        var insi = _api.Caller("INSI-MANU");

        var codes = new[]
        {
            (await insi.SearchAsync("ADRUN", "ZOE", "F", "1975-12-31")).Code, (await insi.SearchAsync("HOUILLES", "PIERRE", "M", "1993-01-27")).Code,
            (await insi.SearchAsync("HOMONYME", "CAMILLE", "F", "1950-05-05")).Code,
        };

        Assert.Equal("00 01 02", string.Join(' ', codes));
    }

    [Fact]
    [Trait("Seed", "S2-17")]
    public async Task A_waiting_number_comes_with_its_own_authority()
    {
        var (_, found) = await _api.Caller("INSI-MANU").SearchAsync("PROVISOIRE", "MATRICULE", "M", "2009-07-01");

        Assert.Equal("1.2.250.1.213.1.4.9", found.Value("OID"));
    }

    [Fact]
    [Trait("Seed", "S2-17")]
    public async Task An_identity_that_changed_is_injected_with_its_former_matricule_a_lunar_date_and_no_birth_place()
    {
        await InjectAsync(new
        {
            traits = new { birthName = "NESSI" },
            individual = new
            {
                matricule = "277076322082910", oid = "1.2.250.1.213.1.4.8", birthName = "NESSI-MODIFIEE", givenNames = "RUTH ANNE", sex = "F", birthDate = "1977-00-00",
                history = new[] { new { matricule = "177076322082968", oid = "1.2.250.1.213.1.4.8" } },
            },
        });

        var (code, found) = await _api.Caller("INSI-MANU").SearchAsync("NESSI", "RUTH", "F", "1977-07-14");

        Assert.Equal(("00", "NESSI-MODIFIEE", "1977-00-00"), (code, found.Value("NomNaissance"), found.Value("DateNaissance")));
        Assert.Null(found.Value("LieuNaissance"));
        Assert.Equal("NIR", found.Value("TypeMatricule"));
    }

    [Theory]
    [Trait("Seed", "S2-17")]
    [InlineData("siram_40", "insi_102")]
    [InlineData("siram_100", "desir_550")]
    [InlineData("siram_100", "desir_560")]
    public async Task Technical_refusals_are_injected(string siram, string code)
    {
        await InjectAsync(new { fault = new { siram, code, text = "Le service est indisponible." } });

        var reply = await _api.Caller("INSI-AUTO").SendAsync(Request());
        var xml = XElement.Parse(await reply.Content.ReadAsStringAsync(Ct));

        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.Equal("S:" + siram, xml.Descendants().Single(e => e.Name.LocalName == "Subcode").Value);
        Assert.Equal(code, xml.Descendants(Siram + "Erreur").Single().Attribute("code")!.Value);
    }

    [Fact]
    [Trait("Seed", "S2-17")]
    public async Task An_unknown_software_is_refused()
    {
        var reply = await _api.Caller("INSI-MANU").SendAsync(InsiMessages.Envelope(InsiMessages.Traits("NESSI", ["RUTH"], "F", "1977-07-14"), idam: "AUTRE0000001"));

        Assert.Contains("desir_550", await reply.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    [Trait("Seed", "S2-17")]
    public async Task A_raw_answer_that_no_base_can_give_is_injected_as_it_is()
    {
        await InjectAsync(new { body = "<reponse/>", httpStatus = 202 });

        var reply = await _api.Caller("INSI-MANU").SendAsync(Request());

        Assert.Equal((HttpStatusCode.Accepted, "<reponse/>"), (reply.StatusCode, await reply.Content.ReadAsStringAsync(Ct)));
    }

    [Fact]
    [Trait("Seed", "S2-17")]
    public async Task An_answer_that_comes_too_late_is_injected()
    {
        await InjectAsync(new { delaySeconds = 60 });
        var insi = _api.Caller("INSI-MANU");
        insi.Timeout = TimeSpan.FromMilliseconds(700);

        await Assert.ThrowsAsync<TaskCanceledException>(() => insi.SendAsync(Request()));
    }

    [Fact]
    public async Task A_card_holder_enters_by_a_signed_assertion_instead_of_the_named_certificate()
    {
        var security = $"""<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">{new DmpVihf { Certificate = SandboxApi.Certificate("CPS-899900000011") }.Sign()}</wsse:Security>""";
        var body = InsiMessages.Traits("NESSI", ["RUTH"], "F", "1977-07-14");

        var right = await _api.Caller().SendAsync(InsiMessages.Envelope(body, security: security));
        var forged = await _api.Caller().SendAsync(InsiMessages.Envelope(body, security: security.Replace("899900000011", "899900000029")));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.InternalServerError), (right.StatusCode, forged.StatusCode));
    }

    [Fact]
    public async Task The_card_gives_the_matricule_and_the_birth_date()
    {
        const string body = """<RECVITALE xmlns="http://www.cnamts.fr/INSiRecVit"><MatriculeIndividu>2360663220836</MatriculeIndividu><MatriculeOD>2360663220836</MatriculeOD><DateNaissance>1936-06-21</DateNaissance><RangNaissance>1</RangNaissance></RECVITALE>""";

        var reply = await _api.Caller("INSI-MANU").SendAsync(InsiMessages.Envelope(body, action: "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecCarteVitale"));

        Assert.Equal("TCHITCHI", XElement.Parse(await reply.Content.ReadAsStringAsync(Ct)).Value("NomNaissance"));
    }

    private static string Request() => InsiMessages.Envelope(InsiMessages.Traits("NESSI", ["RUTH"], "F", "1977-07-14"));

    private async Task InjectAsync(object injection) =>
        (await _api.Caller().PostAsJsonAsync("/control/insi/injections", injection, Ct)).EnsureSuccessStatusCode();
}
