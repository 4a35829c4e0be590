using System.Net;
using System.Text;
using EndToEnd.Stage;

namespace EndToEnd;

[Collection(OnePlatform.Name)]
public sealed class BadInputTests(PlatformFixture platform)
{
    private const string Search = "/api/identity/usagers/search", ByIns = "/api/identity/usagers/ins-search";

    [Fact]
    public async Task What_cannot_be_read_is_refused_in_French_and_creates_nobody()
    {
        using var editor = await platform.Door.EditorAsync();
        var before = await CountAsync(editor);

        (await editor.SendAsync(Raw("/api/identity/usagers", "{ \"traits\": { \"birthName\": "))).MustRefuse(400, "invalid-input");
        (await editor.SendAsync(Raw("/api/identity/usagers", "[1, 2"))).MustRefuse(400, "invalid-input");
        (await editor.PostAsync("/api/identity/usagers", new { traits = Admissions.Corse, establishmentId = Admissions.SaulesBlancs, administrator = true })).MustRefuse(400, "invalid-input");
        (await editor.PostAsync("/api/identity/usagers", new { establishmentId = Admissions.SaulesBlancs })).MustRefuse(400, "invalid-input");
        (await editor.SendAsync(Raw("/api/identity/usagers", "<usager/>", "application/xml"))).MustRefuse(415, "unsupported-format");
        (await editor.SendAsync(Raw("/api/identity/usagers", new string(' ', 1_100_000) + "{}"))).MustRefuse(413, "too-large");
        (await editor.SendAsync(Raw("/api/identity/usagers", new string('[', 100_000)))).MustRefuse(400, "invalid-input");

        Assert.Equal(before, await CountAsync(editor));
    }

    [Theory]
    [InlineData("236066322083657", "invalid-matricule")]
    [InlineData("23606632208365", "invalid-matricule")]
    [InlineData("' OR 1=1 --", "invalid-matricule")]
    public async Task A_matricule_that_cannot_be_one_is_refused(string matricule, string code)
    {
        var reply = await (await platform.NurseAsync()).PostAsync(ByIns, new { matricule });

        reply.MustRefuse(400, code);
        Assert.DoesNotContain(matricule, reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_endless_length_is_cut_off()
    {
        var nurse = await platform.NurseAsync();

        var reply = await nurse.SendAsync(() => new(HttpMethod.Post, Search) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new EndlessContent(40 * 1024 * 1024) });

        reply.MustRefuse(413, "too-large");
    }

    [Fact]
    public async Task A_token_that_is_forged_foreign_or_over_opens_nothing()
    {
        var good = await platform.Door.EditorTokenAsync();
        var issuer = platform.Door.Gateway.GetLeftPart(UriPartial.Authority);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        object Claims(string iss, string aud, long end) => new { iss, aud, sub = "valbrume-facturation", client_id = "valbrume-facturation", tenant = "01900000-0000-7000-8000-000000000001", scope = "identity:read identity:write", kind = "system", iat = end - 300, exp = end };
        var header = new { alg = "ES256", typ = "at+jwt", kid = "une-autre" };
        var parts = good.Split('.');
        var widened = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("identity:read", "audit:read", StringComparison.Ordinal));
        string[] bad =
        [
            "x.y.z", Doorstep.Signed(header, Claims(issuer, "platform", now + 300)), Doorstep.Signed(header, Claims("https://autre.example", "platform", now + 300)), Doorstep.Signed(header, Claims(issuer, "platform", now - 60)),
            $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(widened)}.{parts[2]}",
            $"{System.Buffers.Text.Base64Url.EncodeToString("{\"alg\":\"none\",\"typ\":\"at+jwt\"}"u8)}.{parts[1]}.",
        ];

        using var honest = platform.Door.WithToken(good);
        (await honest.GetAsync("/api/identity/usagers?limit=1")).Must(200);
        foreach (var token in bad)
        {
            using var intruder = platform.Door.WithToken(token);
            (await intruder.GetAsync("/api/identity/usagers?limit=1")).MustRefuse(401, "not-signed-in");
        }
    }

    [Fact]
    public async Task A_token_without_the_services_scope_is_refused()
    {
        using var editor = await platform.Door.EditorAsync();

        (await editor.GetAsync("/api/audit/accesses")).MustRefuse(403, "forbidden");
    }

    [Fact]
    public async Task A_cookie_without_the_pages_own_header_does_nothing()
    {
        using var stolen = platform.Door.Nobody(ownPages: false);
        stolen.Cookies.Add((await platform.NurseAsync()).Cookies.GetCookies(platform.Door.Gateway));

        (await stolen.GetAsync("/api/identity/usagers?limit=1")).MustRefuse(403, "foreign-request");
        (await stolen.PostAsync("/bff/logout")).MustRefuse(403, "foreign-request");
        (await (await platform.NurseAsync()).GetAsync("/bff/user")).Must(200);
    }

    [Theory]
    [InlineData("/api/identity/nulle-part")]
    [InlineData("/api/identity/usagers/pas-un-identifiant")]
    [InlineData("/api/inconnu/usagers")]
    [InlineData("/api/identity/health/ready")]
    [InlineData("/api/identity/openapi/v1.json")]
    [InlineData("/api/documents/dapr/subscribe")]
    [InlineData("/api/identity/identity.v1.IdentityLookup/GetIdentity")]
    [InlineData("/nulle-part")]
    public async Task An_address_that_leads_nowhere_says_so(string path) => (await (await platform.NurseAsync()).GetAsync(path)).MustRefuse(404, "not-found");

    [Fact]
    public async Task Of_two_edits_of_the_same_version_one_is_kept()
    {
        var resident = await platform.AdmitAsync(Admissions.Corse);
        using var editor = await platform.Door.EditorAsync();
        var path = $"/api/identity/usagers/{resident.Id}/traits";
        var version = (await editor.GetAsync($"/api/identity/usagers/{resident.Id}")).Must(200).ETag;

        (await editor.PutAsync(path, new { traits = Admissions.Corse with { BirthName = "CORSO" } })).MustRefuse(428, "version-missing");
        var both = await Task.WhenAll(editor.PutAsync(path, new { traits = Admissions.Corse with { BirthName = "CORSO" } }, version), editor.PutAsync(path, new { traits = Admissions.Corse with { BirthName = "CORSI" } }, version));

        Assert.Equal([200, 412], both.Select(reply => reply.Status).Order());
        both.Single(reply => reply.Status == 412).MustRefuse(412, "stale-version");
        Assert.Equal(both.Single(reply => reply.Status == 200).ETag, (await editor.GetAsync($"/api/identity/usagers/{resident.Id}")).Must(200).ETag);
    }

    private static Func<HttpRequestMessage> Raw(string path, string body, string type = "application/json") => () => new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type), Headers = { ExpectContinue = body.Length > 10_000 } };

    private static async Task<int> CountAsync(Person editor) => (await editor.GetAsync("/api/identity/usagers?limit=1")).Must(200).Json.GetProperty("total").GetInt32();
}
