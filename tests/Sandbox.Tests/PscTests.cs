using System.Net;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Sandbox.Tests;

public sealed class PscTests : IAsyncLifetime
{
    private const string Vasseur = "899900000011";
    private SandboxApi _api = null!;
    private PscLogin _login = null!;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_api, _login) = (await SandboxApi.StartAsync(), null!);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private PscLogin Login => _login ??= new(_api);

    [Fact]
    public async Task The_identity_token_is_signed_for_the_product_that_asked()
    {
        var metadata = await Login.MetadataAsync();
        var tokens = await Login.SignInAsync(Vasseur);
        var keys = new JsonWebKeySet((await _api.JsonAsync(new Uri(metadata.GetProperty("jwks_uri").GetString()!).AbsolutePath)).GetRawText());

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(tokens.GetProperty("id_token").GetString(), new()
        {
            ValidIssuer = metadata.GetProperty("issuer").GetString(), ValidAudience = "plateforme", IssuerSigningKeys = keys.GetSigningKeys(), ValidAlgorithms = ["RS256"],
        });

        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal(Login.Nonce, result.Claims["nonce"]);
        Assert.Equal("eidas1", result.Claims["acr"]);
        Assert.Equal(120, tokens.GetProperty("expires_in").GetInt32());
    }

    [Fact]
    public async Task Userinfo_lists_every_situation_of_the_person()
    {
        var tokens = await Login.SignInAsync(Vasseur);

        var info = await PscLogin.ReadAsync(await Login.UserInfoAsync(Text(tokens, "access_token")));

        Assert.Equal(Vasseur, info.GetProperty("SubjectNameID").GetString());
        Assert.Equal(new JsonWebToken(Text(tokens, "id_token")).Subject, info.GetProperty("sub").GetString());
        var activities = info.GetProperty("SubjectRefPro").GetProperty("exercices")[0].GetProperty("activities");
        Assert.Equal(["", "990000028"], activities.EnumerateArray().Select(a => a.GetProperty("numeroFinessSite").GetString()));
    }

    [Fact]
    public async Task Someone_without_rpps_has_no_professional_record()
    {
        var tokens = await Login.SignInAsync("3990000010/0077");

        var info = await PscLogin.ReadAsync(await Login.UserInfoAsync(Text(tokens, "access_token")));

        Assert.Equal("3990000010/0077", info.GetProperty("SubjectNameID").GetString());
        Assert.False(info.TryGetProperty("SubjectRefPro", out _));
    }

    [Fact]
    public async Task A_code_serves_once_and_its_second_use_ends_the_session()
    {
        var code = (await Login.ChooseAsync(Vasseur, Login.AuthorizationQuery()))["code"];
        var first = await PscLogin.ReadAsync(await Login.RedeemAsync(code));

        var second = await Login.RedeemAsync(code);

        Assert.Equal("invalid_grant", await ErrorAsync(second));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Login.UserInfoAsync(Text(first, "access_token"))).StatusCode);
    }

    [Fact]
    public async Task A_wrong_verifier_a_wrong_secret_and_an_old_code_give_nothing()
    {
        var wrongVerifier = await Login.RedeemAsync((await Login.ChooseAsync(Vasseur, Login.AuthorizationQuery()))["code"], verifier: new string('x', 50));
        var code = PscLogin.Answer(await Login.OpenAsync(Login.AuthorizationQuery()))["code"];
        var wrongSecret = await Login.RedeemAsync(code, secret: "autre");
        _api.Clock.Advance(TimeSpan.FromSeconds(61));
        var late = await Login.RedeemAsync(code);

        Assert.Equal(["invalid_grant", "invalid_client", "invalid_grant"], [await ErrorAsync(wrongVerifier), await ErrorAsync(wrongSecret), await ErrorAsync(late)]);
    }

    [Fact]
    public async Task An_access_token_lives_two_minutes_and_a_refresh_token_thirty()
    {
        var tokens = await Login.SignInAsync(Vasseur);
        _api.Clock.Advance(TimeSpan.FromSeconds(119));
        var inTime = await Login.UserInfoAsync(Text(tokens, "access_token"));
        _api.Clock.Advance(TimeSpan.FromSeconds(2));
        var late = await Login.UserInfoAsync(Text(tokens, "access_token"));
        _api.Clock.Advance(TimeSpan.FromMinutes(26));
        var refreshed = await PscLogin.ReadAsync(await Login.RefreshAsync(Text(tokens, "refresh_token")));
        _api.Clock.Advance(TimeSpan.FromMinutes(31));
        var tooLate = await Login.RefreshAsync(Text(refreshed, "refresh_token"));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], [inTime.StatusCode, late.StatusCode]);
        Assert.NotEqual(Text(tokens, "refresh_token"), Text(refreshed, "refresh_token"));
        Assert.Equal("invalid_grant", await ErrorAsync(tooLate));
    }

    [Fact]
    public async Task A_refresh_token_that_comes_back_ends_the_session()
    {
        var tokens = await Login.SignInAsync(Vasseur);
        var fresh = await PscLogin.ReadAsync(await Login.RefreshAsync(Text(tokens, "refresh_token")));

        var again = await Login.RefreshAsync(Text(tokens, "refresh_token"));
        var next = await Login.RefreshAsync(Text(fresh, "refresh_token"));

        Assert.Equal(["invalid_grant", "invalid_grant"], [await ErrorAsync(again), await ErrorAsync(next)]);
    }

    [Fact]
    public async Task An_open_session_needs_no_page_until_logout()
    {
        var tokens = await Login.SignInAsync(Vasseur);
        var silent = PscLogin.Answer(await Login.OpenAsync(Login.AuthorizationQuery(prompt: "none")));
        var forced = await Login.OpenAsync(Login.AuthorizationQuery(prompt: "login"));

        var logout = await Login.Http.GetAsync("/psc/auth/realms/esante-wallet/protocol/openid-connect/logout?state=fin&post_logout_redirect_uri=https%3A%2F%2Flocalhost%3A7443%2F&id_token_hint=" + Text(tokens, "id_token"), Ct);
        var after = PscLogin.Answer(await Login.OpenAsync(Login.AuthorizationQuery(prompt: "none")));

        Assert.True(silent.ContainsKey("code"));
        Assert.Equal(HttpStatusCode.OK, forced.StatusCode);
        Assert.Equal("https://localhost:7443/?state=fin", logout.Headers.Location!.ToString());
        Assert.Equal("login_required", after["error"]);
        Assert.Equal("etat", after["state"]);
    }

    [Fact]
    public async Task An_unregistered_return_address_gets_no_redirect()
    {
        var reply = await Login.OpenAsync(Login.AuthorizationQuery(redirect: "https://localhost:7443/oauth/psc/callback/autre"));

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
    }

    [Fact]
    public async Task Introspection_says_who_and_until_when()
    {
        var tokens = await Login.SignInAsync(Vasseur);
        var active = await IntrospectAsync(Text(tokens, "access_token"));
        _api.Clock.Advance(TimeSpan.FromMinutes(3));
        var expired = await IntrospectAsync(Text(tokens, "access_token"));

        Assert.Equal((true, Vasseur), (active.GetProperty("active").GetBoolean(), active.GetProperty("SubjectNameID").GetString()));
        Assert.False(expired.GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task Tokens_survive_a_restart()
    {
        var tokens = await Login.SignInAsync(Vasseur);
        await _api.StartAgainAsync();

        var info = await new PscLogin(_api).RefreshAsync(Text(tokens, "refresh_token"));

        Assert.Equal(HttpStatusCode.OK, info.StatusCode);
    }

    [Fact]
    public async Task A_lying_psc_signs_another_nonce()
    {
        var code = (await Login.ChooseAsync(Vasseur, Login.AuthorizationQuery()))["code"];
        await _api.SetFaultAsync("psc", "wrong", count: 1);

        var tokens = await PscLogin.ReadAsync(await Login.RedeemAsync(code));

        Assert.NotEqual(Login.Nonce, new JsonWebToken(Text(tokens, "id_token")).GetClaim("nonce").Value);
    }

    private async Task<JsonElement> IntrospectAsync(string token) =>
        await PscLogin.ReadAsync(await Login.TokenAsync(SandboxApi.PscSecret, new() { ["token"] = token }, "token/introspect"));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static async Task<string> ErrorAsync(HttpResponseMessage reply) =>
        JsonDocument.Parse(await reply.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("error").GetString()!;
}
