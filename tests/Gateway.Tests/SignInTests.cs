using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Testing;
using Xunit;

namespace Gateway.Tests;

public sealed class SignInTests(GatewayApi api) : IClassFixture<GatewayApi>
{
    [Fact]
    public async Task A_sign_in_leaves_with_state_nonce_and_PKCE_and_comes_back_into_a_new_session()
    {
        var (query, cookie) = await LeaveAsync("/usagers?x=1");

        var back = await ReturnAsync(query, cookie, with: "__Host-sid=planted");

        Assert.Equal(("code", "portal", "S256", "https://issuer.test/bff/callback"), (query["response_type"], query["client_id"], query["code_challenge_method"], query["redirect_uri"]));
        Assert.Equal((HttpStatusCode.SeeOther, "/usagers?x=1"), (back.StatusCode, back.Headers.Location!.ToString()));
        var set = Assert.Single(back.Headers.GetValues("Set-Cookie"), c => c.StartsWith("__Host-sid=", StringComparison.Ordinal));
        Assert.DoesNotContain("planted", set);
        foreach (var word in new[] { "secure", "httponly", "samesite=lax", "path=/" }) Assert.Contains(word, set, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", set, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(("at", "rt", "planted"), (api.Sessions.LastOpened!.AccessToken, api.Sessions.LastOpened.RefreshToken, api.Sessions.LastOpened.Replaces));
        var form = api.Provider.LastForm!;
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        Assert.Equal(query["code_challenge"], System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))));
    }

    [Theory]
    [InlineData("//evil.test")]
    [InlineData("/\\evil.test")]
    [InlineData("\\evil.test")]
    [InlineData("https:evil.test")]
    [InlineData("https://evil.test/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/ok\r\nSet-Cookie: a=b")]
    [InlineData("")]
    public async Task A_return_address_that_is_not_a_path_of_ours_becomes_home(string returnUrl)
    {
        var (query, cookie) = await LeaveAsync(returnUrl);

        var back = await ReturnAsync(query, cookie);

        Assert.Equal("/", back.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("no cookie")]
    [InlineData("another state")]
    [InlineData("altered cookie")]
    [InlineData("another issuer")]
    [InlineData("no issuer")]
    [InlineData("late")]
    [InlineData("refused code")]
    [InlineData("another nonce")]
    [InlineData("another audience")]
    [InlineData("state twice")]
    public async Task A_return_that_does_not_fit_opens_no_session(string wrong)
    {
        var (query, cookie) = await LeaveAsync("/");
        if (wrong == "no cookie") cookie = "a=b";
        if (wrong == "altered cookie") cookie = cookie[..^4] + "AAAA";
        if (wrong == "late") api.Clock.Advance(TimeSpan.FromMinutes(11));
        if (wrong == "another nonce") api.Provider.Wrong = id => id["nonce"] = "another";
        if (wrong == "another audience") api.Provider.Wrong = id => id["aud"] = "another-client";
        try
        {
            var reply = await ReturnAsync(query, cookie, change: answer =>
            {
                if (wrong == "another state") answer["state"] = "foreign";
                if (wrong == "another issuer") answer["iss"] = "https://evil.test";
                if (wrong == "no issuer") answer.Remove("iss");
                if (wrong == "refused code") answer["code"] = "bad-code";
            }, more: wrong == "state twice" ? "&state=again" : "");

            Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
            Assert.DoesNotContain(reply.Headers.TryGetValues("Set-Cookie", out var set) ? set : [], c => c.StartsWith("__Host-sid=", StringComparison.Ordinal));
        }
        finally
        {
            api.Provider.Wrong = null;
        }
    }

    [Fact]
    public async Task A_sensitive_act_asks_for_a_fresh_proof_and_a_change_of_post_for_the_choice()
    {
        var (sensitive, _) = await LeaveAsync("/", "&maxAge=300&acr=eidas2");
        var (change, _) = await LeaveAsync("/", "&switch=1");

        Assert.Equal(("300", "eidas2", "select_account"), (sensitive["max_age"], sensitive["acr_values"], change["prompt"]));
    }

    private async Task<(Dictionary<string, string> Query, string Cookie)> LeaveAsync(string returnUrl, string more = "")
    {
        using var client = api.Anonymous();
        var away = await client.GetAsync($"/bff/login?returnUrl={Uri.EscapeDataString(returnUrl)}{more}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.SeeOther, away.StatusCode);
        var query = QueryHelpers.ParseQuery(away.Headers.Location!.Query).ToDictionary(p => p.Key, p => p.Value.ToString());
        api.Provider.LastNonce = query["nonce"];
        return (query, away.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    private async Task<HttpResponseMessage> ReturnAsync(Dictionary<string, string> query, string cookie, string? with = null, Action<Dictionary<string, string?>>? change = null, string more = "")
    {
        var answer = new Dictionary<string, string?> { ["code"] = "good-code", ["state"] = query["state"], ["iss"] = TestIssuer.Current.Issuer };
        change?.Invoke(answer);
        using var client = api.Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", with is null ? cookie : $"{cookie}; {with}");
        return await client.GetAsync(QueryHelpers.AddQueryString("/bff/callback", answer) + more, TestContext.Current.CancellationToken);
    }
}
