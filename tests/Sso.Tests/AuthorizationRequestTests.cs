using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace Sso.Tests;

public sealed class AuthorizationRequestTests(SsoApi api) : IClassFixture<SsoApi>
{
    [Theory]
    [InlineData("unknown", SsoApi.Callback)]
    [InlineData("facturation", SsoApi.Callback)]
    [InlineData("portal", SsoApi.Callback + "?x=1")]
    [InlineData("portal", SsoApi.Callback + "#x")]
    [InlineData("portal", SsoApi.Callback + "/")]
    [InlineData("portal", "https://LOCALHOST:7443/bff/callback")]
    [InlineData("portal", "https://localhost:7444/bff/callback")]
    [InlineData("portal", "https://other.test/cb")]
    [InlineData("portal", null)]
    public async Task An_unregistered_return_address_is_answered_by_a_page_and_never_a_redirect(string client, string? redirect)
    {
        var reply = await api.NewBrowser().GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge, q =>
        {
            q["client_id"] = client;
            if (redirect is null) q.Remove("redirect_uri");
            else q["redirect_uri"] = redirect;
        }), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Null(reply.Headers.Location);
        Assert.Contains("<html lang=\"fr\">", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("scope", "identity:read", "invalid_scope")]
    [InlineData("scope", "openid audit:read", "invalid_scope")]
    [InlineData("prompt", "none", "login_required")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("prompt", "dance", "invalid_request")]
    [InlineData("max_age", "soon", "invalid_request")]
    [InlineData("request", "eyJ", "request_not_supported")]
    [InlineData("request_uri", "https://x.test", "request_uri_not_supported")]
    public async Task A_request_that_cannot_be_granted_returns_to_the_client_with_its_error_its_state_and_our_name(string name, string? value, string error)
    {
        var reply = await api.NewBrowser().GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge, q =>
        {
            if (value is null) q.Remove(name);
            else q[name] = value;
        }), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.SeeOther, reply.StatusCode);
        var answer = QueryHelpers.ParseQuery(reply.Headers.Location!.Query);
        Assert.Equal((error, "the-state", SsoApi.Issuer), (answer["error"].ToString(), answer["state"].ToString(), answer["iss"].ToString()));
    }

    [Fact]
    public async Task A_repeated_parameter_is_an_error()
    {
        var ct = TestContext.Current.CancellationToken;

        var repeated = await api.NewBrowser().GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge) + "&nonce=again", ct);
        var ambiguous = await api.NewBrowser().GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge) + "&redirect_uri=" + Uri.EscapeDataString("https://evil.test"), ct);

        Assert.Equal("invalid_request", QueryHelpers.ParseQuery(repeated.Headers.Location!.Query)["error"]);
        Assert.Equal((HttpStatusCode.BadRequest, null), (ambiguous.StatusCode, ambiguous.Headers.Location));
    }

    [Fact]
    public async Task A_long_state_and_a_parameter_nobody_knows_pass_through_unharmed()
    {
        var state = new string('s', 1024);

        var back = await api.SignInAsync(api.NewBrowser(), KnownStaff.Vasseur, SsoApi.Pkce().Challenge, change: q => (q["state"], q["extra"], q["nonce"]) = (state, "1", new string('n', 64)));

        Assert.Equal(state, QueryHelpers.ParseQuery(back.Headers.Location!.Query)["state"]);
    }

    [Fact]
    public async Task Prompt_login_and_max_age_ask_Pro_Sante_Connect_again_and_show_a_new_sign_in_time()
    {
        var browser = api.NewBrowser();
        var first = await api.TokensAsync(browser);
        api.Clock.Advance(TimeSpan.FromSeconds(90));

        var ct = TestContext.Current.CancellationToken;
        var recent = await browser.GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge, q => q["max_age"] = "600"), ct);
        var (verifier, challenge) = SsoApi.Pkce();
        var away = await browser.GetAsync(SsoApi.Authorize(challenge, q => q["max_age"] = "60"), ct);
        var stale = await browser.GetAsync(api.Psc.SignIn(away.Headers.Location!, KnownStaff.Vasseur, l => l.Claims["auth_time"] = api.Clock.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds()), ct);
        var again = await api.SignInAsync(browser, KnownStaff.Vasseur, challenge, change: q => q["max_age"] = "60");

        Assert.StartsWith(SsoApi.Callback + "?code=", recent.Headers.Location!.ToString());
        Assert.Equal("login", QueryHelpers.ParseQuery(away.Headers.Location!.Query)["prompt"]);
        Assert.Equal(HttpStatusCode.Forbidden, stale.StatusCode);
        var tokens = await api.PostAsync("/oauth/token", api.CodeForm(QueryHelpers.ParseQuery(again.Headers.Location!.Query)["code"].ToString(), verifier));
        Assert.True(AuthTime(tokens.Body) >= AuthTime(first) + 90);
    }

    private static long AuthTime(System.Text.Json.JsonElement tokens) =>
        long.Parse(new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(tokens.GetProperty("access_token").GetString()).GetClaim("auth_time").Value);
}
