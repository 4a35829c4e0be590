using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace Sso.Tests;

public sealed class LogoutTests(SsoApi api) : IClassFixture<SsoApi>
{
    [Fact]
    [Trait("Seed", "S1-46")]
    public async Task One_sign_in_opens_five_tools_and_one_sign_out_closes_them_all_and_Pro_Sante_Connect()
    {
        var ct = TestContext.Current.CancellationToken;
        var browser = api.NewBrowser();
        var tools = new List<JsonElement> { await api.TokensAsync(browser) };
        for (var tool = 2; tool <= 5; tool++)
        {
            var (verifier, challenge) = SsoApi.Pkce();
            var silent = await browser.GetAsync(SsoApi.Authorize(challenge, q => q["prompt"] = "none"), ct);
            tools.Add((await api.PostAsync("/oauth/token", api.CodeForm(QueryHelpers.ParseQuery(silent.Headers.Location!.Query)["code"].ToString(), verifier))).Body);
        }
        foreach (var tool in tools) Assert.Equal(HttpStatusCode.OK, await UserinfoAsync(tool));

        var away = await browser.GetAsync(Logout(Text(tools[0], "id_token"), "back"), ct);
        var done = await browser.GetAsync("/oauth/logout/done?state=" + Uri.EscapeDataString(QueryHelpers.ParseQuery(away.Headers.Location!.Query)["state"].ToString()), ct);

        Assert.Equal("psc.test", away.Headers.Location!.Host);
        Assert.NotEqual(Text(tools[0], "id_token"), QueryHelpers.ParseQuery(away.Headers.Location.Query)["id_token_hint"].ToString());
        Assert.Equal(SsoApi.Issuer + "/?state=back", done.Headers.Location!.ToString());
        foreach (var tool in tools)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await UserinfoAsync(tool));
            Assert.Equal("invalid_grant", (await api.PostAsync("/oauth/token", api.RefreshForm(Text(tool, "refresh_token")))).Body.GetProperty("error").GetString());
        }
        var again = await browser.GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge, q => q["prompt"] = "none"), ct);
        Assert.Equal("login_required", QueryHelpers.ParseQuery(again.Headers.Location!.Query)["error"]);
    }

    [Fact]
    public async Task Without_a_hint_the_person_is_asked_and_the_form_is_worth_nothing_elsewhere()
    {
        var ct = TestContext.Current.CancellationToken;
        var browser = api.NewBrowser();
        var tokens = await api.TokensAsync(browser);
        var other = api.NewBrowser();
        var stranger = await api.TokensAsync(other);

        var page = await browser.GetAsync("/oauth/logout", ct);
        var form = new Dictionary<string, string> { ["request"] = Browser.Hidden(await page.Content.ReadAsStringAsync(ct), "request") };
        var forged = await other.PostAsync("/oauth/logout/confirm", form, ct);
        var untouched = (await UserinfoAsync(tokens), await UserinfoAsync(stranger));
        var confirmed = await browser.PostAsync("/oauth/logout/confirm", form, ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (page.StatusCode, forged.StatusCode));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), untouched);
        Assert.Equal("psc.test", confirmed.Headers.Location!.Host);
        Assert.Equal(HttpStatusCode.Unauthorized, await UserinfoAsync(tokens));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("altered")]
    [InlineData("unregistered return")]
    [InlineData("another client")]
    public async Task A_request_that_cannot_be_trusted_ends_nothing_and_redirects_nowhere(string wrong)
    {
        var browser = api.NewBrowser();
        var tokens = await api.TokensAsync(browser);
        var hint = Text(tokens, "id_token");
        var address = wrong switch
        {
            "garbage" => Logout("garbage", null),
            "altered" => Logout(hint[..^6] + "AAAAAA", null),
            "unregistered return" => QueryHelpers.AddQueryString("/oauth/logout", new Dictionary<string, string?> { ["id_token_hint"] = hint, ["post_logout_redirect_uri"] = "https://evil.test/" }),
            _ => QueryHelpers.AddQueryString(Logout(hint, null), "client_id", "other-portal"),
        };

        var reply = await browser.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, null), (reply.StatusCode, reply.Headers.Location));
        Assert.Equal(HttpStatusCode.OK, await UserinfoAsync(tokens));
    }

    [Fact]
    public async Task A_hint_may_have_expired()
    {
        var browser = api.NewBrowser();
        var tokens = await api.TokensAsync(browser);
        api.Clock.Advance(TimeSpan.FromMinutes(20));

        var away = await browser.GetAsync(Logout(Text(tokens, "id_token"), null), TestContext.Current.CancellationToken);

        Assert.Equal("psc.test", away.Headers.Location!.Host);
    }

    private static string Logout(string hint, string? state)
    {
        var query = new Dictionary<string, string?> { ["id_token_hint"] = hint, ["post_logout_redirect_uri"] = SsoApi.Issuer + "/" };
        if (state is not null) query["state"] = state;
        return QueryHelpers.AddQueryString("/oauth/logout", query);
    }

    private async Task<HttpStatusCode> UserinfoAsync(JsonElement tokens)
    {
        using var client = api.With(Text(tokens, "access_token"));
        return (await client.GetAsync("/oauth/userinfo", TestContext.Current.CancellationToken)).StatusCode;
    }

    private static string Text(JsonElement tokens, string name) => tokens.GetProperty(name).GetString()!;
}
