using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Testing;
using Xunit;

namespace Sso.Tests;

public sealed class SignInTests(SsoApi api) : IClassFixture<SsoApi>
{
    [Fact]
    [Trait("Seed", "S1-48")]
    public async Task A_professional_known_to_directory_signs_in_with_Pro_Sante_Connect_and_their_RPPS_maps_to_their_account()
    {
        var (verifier, challenge) = SsoApi.Pkce();

        var back = await api.SignInAsync(api.NewBrowser(), KnownStaff.Vasseur, challenge);
        var answer = QueryHelpers.ParseQuery(back.Headers.Location!.Query);
        var tokens = await api.PostAsync("/oauth/token", api.CodeForm(answer["code"].ToString(), verifier));

        Assert.Equal(SsoApi.Callback, back.Headers.Location.GetLeftPart(UriPartial.Path));
        Assert.Equal("the-state", answer["state"]);
        Assert.Equal(SsoApi.Issuer, answer["iss"]);
        var access = new JsonWebToken(tokens.Body.GetProperty("access_token").GetString());
        Assert.Equal(("at+jwt", "ES256"), (access.Typ, access.Alg));
        Assert.Equal(KnownStaff.Professional(1).ToString(), access.Subject);
        Assert.Equal((Demo.Brume.ToString(), Demo.Vasseur.ToString()), (access.GetClaim("tenant").Value, access.GetClaim("situation").Value));
        Assert.Equal(("pro", "eidas1", "portal"), (access.GetClaim("kind").Value, access.GetClaim("acr").Value, access.GetClaim("client_id").Value));
        Assert.True(access.EncodedToken.Length < 2048);
        var id = new JsonWebToken(tokens.Body.GetProperty("id_token").GetString());
        Assert.Equal(("the-nonce", "portal", "VASSEUR"), (id.GetClaim("nonce").Value, id.Audiences.Single(), id.GetClaim("family_name").Value));
    }

    [Fact]
    public async Task Who_works_in_two_places_chooses_one_and_only_one_of_the_two()
    {
        var ct = TestContext.Current.CancellationToken;
        var browser = api.NewBrowser();
        var (verifier, challenge) = SsoApi.Pkce();

        var page = await api.SignInAsync(browser, KnownStaff.Montagne, challenge);
        var html = await page.Content.ReadAsStringAsync(ct);
        var request = Browser.Hidden(html, "request");
        var foreign = await browser.PostAsync("/oauth/situation", new() { ["request"] = request, ["situation"] = Demo.Bellec.ToString() }, ct);
        var chosen = await browser.PostAsync("/oauth/situation", new() { ["request"] = request, ["situation"] = Demo.MontagneRoseraie.ToString() }, ct);

        Assert.Contains("La Roseraie du Lac", html);
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        var tokens = await api.PostAsync("/oauth/token", api.CodeForm(QueryHelpers.ParseQuery(chosen.Headers.Location!.Query)["code"].ToString(), verifier));
        Assert.Equal(Demo.MontagneRoseraie.ToString(), new JsonWebToken(tokens.Body.GetProperty("access_token").GetString()).GetClaim("situation").Value);
    }

    [Fact]
    public async Task A_choice_made_in_another_browser_is_refused()
    {
        var ct = TestContext.Current.CancellationToken;
        var page = await api.SignInAsync(api.NewBrowser(), KnownStaff.Montagne, SsoApi.Pkce().Challenge);
        var request = Browser.Hidden(await page.Content.ReadAsStringAsync(ct), "request");
        var other = api.NewBrowser();
        await api.SignInAsync(other, KnownStaff.Montagne, SsoApi.Pkce().Challenge);

        var reply = await other.PostAsync("/oauth/situation", new() { ["request"] = request, ["situation"] = Demo.Montagne.ToString() }, ct);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
    }

    [Fact]
    public async Task Somebody_without_an_RPPS_number_signs_in_with_their_employer_s_number()
    {
        var back = await api.SignInAsync(api.NewBrowser(), KnownStaff.Ermont, SsoApi.Pkce().Challenge);

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.True(QueryHelpers.ParseQuery(back.Headers.Location!.Query).ContainsKey("code"));
    }

    [Fact]
    [Trait("Seed", "S1-102")]
    public async Task A_professional_no_directory_knows_reads_why_and_the_refusal_is_audited()
    {
        var browser = api.NewBrowser();

        var back = await api.SignInAsync(browser, KnownStaff.Combes, SsoApi.Pkce().Challenge);

        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        Assert.Contains("aucun compte", await back.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain("__Host-sso", browser.Cookies.Keys);
        var line = await api.WaitForAsync("audit.access-recorded.v1", e => e.Data.GetProperty("actor").GetString() == KnownStaff.Combes);
        Assert.Equal("unknown-account", line.Data.GetProperty("reasonCode").GetString());
    }

    [Fact]
    public async Task A_second_tool_opens_without_a_new_sign_in()
    {
        var ct = TestContext.Current.CancellationToken;
        var browser = api.NewBrowser();
        await api.SignInAsync(browser, KnownStaff.Vasseur, SsoApi.Pkce().Challenge);

        var silent = await browser.GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge, q =>
        {
            (q["client_id"], q["redirect_uri"], q["scope"], q["prompt"]) = ("other-portal", "https://other.test/cb", "openid", "none");
        }), ct);

        Assert.StartsWith("https://other.test/cb?code=", silent.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Signing_in_gives_the_browser_a_new_cookie_each_time()
    {
        var browser = api.NewBrowser();
        browser.Cookies["__Host-sso"] = "planted-by-somebody-else";

        await api.SignInAsync(browser, KnownStaff.Vasseur, SsoApi.Pkce().Challenge);
        var first = browser.Cookies["__Host-sso"];
        await api.SignInAsync(browser, KnownStaff.Vasseur, SsoApi.Pkce().Challenge, change: q => q["prompt"] = "login");

        Assert.NotEqual("planted-by-somebody-else", first);
        Assert.NotEqual(first, browser.Cookies["__Host-sso"]);
    }

    [Fact]
    public async Task When_directory_is_down_nobody_is_let_in_and_the_page_says_to_try_again()
    {
        api.Staff.Down = true;
        try
        {
            var back = await api.SignInAsync(api.NewBrowser(), KnownStaff.Vasseur, SsoApi.Pkce().Challenge);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, back.StatusCode);
            Assert.True(back.Headers.Contains("Retry-After"));
        }
        finally
        {
            api.Staff.Down = false;
        }
    }
}
