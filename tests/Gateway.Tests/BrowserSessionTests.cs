using System.Net;
using System.Text.Json;
using Testing;
using Xunit;

namespace Gateway.Tests;

public sealed class BrowserSessionTests(GatewayApi api) : IClassFixture<GatewayApi>
{
    [Fact]
    public async Task A_page_s_call_carries_the_session_s_token_and_never_its_cookie()
    {
        var cookie = api.Sessions.Add(Demo.Brume);
        using var page = api.Page(cookie);

        var (status, body, _) = await GatewayApi.GetAsync(page, "/api/identity/usagers");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Bearer " + api.Sessions.Known[cookie].AccessToken, body.GetProperty("headers").GetProperty("authorization").GetString());
        Assert.False(body.GetProperty("headers").TryGetProperty("cookie", out _));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("1", "cross-site", null)]
    [InlineData("1", "same-site", null)]
    [InlineData("1", "same-origin", "https://evil.test")]
    [InlineData("1", null, "null")]
    public async Task A_call_another_site_provoked_is_refused(string? csrf, string? site, string? origin)
    {
        using var client = api.Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", $"__Host-sid={api.Sessions.Add(Demo.Brume)}");
        if (csrf is not null) client.DefaultRequestHeaders.Add("X-CSRF", csrf);
        if (site is not null) client.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);
        if (origin is not null) client.DefaultRequestHeaders.Add("Origin", origin);

        var (status, body, _) = await GatewayApi.GetAsync(client, "/api/identity/usagers");
        using var nothing = new StringContent("");
        var logout = await client.PostAsync("/bff/logout", nothing, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Forbidden, "foreign-request"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.Forbidden, logout.StatusCode);
    }

    [Fact]
    public async Task A_session_is_asked_for_once_while_we_hear_what_is_revoked_and_ends_within_two_seconds_of_its_end_elsewhere()
    {
        var cookie = api.Sessions.Add(Demo.Brume);
        using var page = api.Page(cookie);
        await GatewayApi.GetAsync(page, "/api/identity/usagers");
        var asked = api.Sessions.Asked;
        for (var call = 0; call < 50; call++) Assert.Equal(HttpStatusCode.OK, (await GatewayApi.GetAsync(page, "/api/identity/usagers")).Status);
        var askedAgain = api.Sessions.Asked - asked;

        api.Sessions.Known.TryRemove(cookie, out var ended);
        api.Sessions.RevokedIds.Add(ended!.Sid);
        var waited = await GatewayApi.UntilAsync(page, "/api/identity/usagers", HttpStatusCode.Unauthorized);

        Assert.True(askedAgain <= 1, $"{askedAgain} questions for 50 calls");
        Assert.True(waited < TimeSpan.FromSeconds(2.5), waited.ToString());
    }

    [Fact]
    public async Task Tokens_are_renewed_before_they_end_by_one_question_for_all_the_calls_of_a_page()
    {
        var cookie = api.Sessions.Add(Demo.Brume);
        using var page = api.Page(cookie);
        await GatewayApi.GetAsync(page, "/api/identity/usagers");
        var old = api.Sessions.Known[cookie].AccessToken;
        api.Clock.Advance(TimeSpan.FromMinutes(4.5));
        api.Sessions.Renew(cookie, Demo.Brume);

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => GatewayApi.GetAsync(page, "/api/identity/usagers")));

        Assert.All(replies, reply => Assert.DoesNotContain(old, reply.Body.GetRawText()));
    }

    [Fact]
    public async Task While_sso_is_down_open_sessions_go_on_and_unknown_ones_are_told_to_come_back()
    {
        var cookie = api.Sessions.Add(Demo.Brume);
        using var known = api.Page(cookie);
        await GatewayApi.GetAsync(known, "/api/identity/usagers");
        api.Sessions.Down = true;
        try
        {
            api.Clock.Advance(TimeSpan.FromSeconds(3));
            using var unknown = api.Page(api.Sessions.Add(Demo.Brume));

            var goesOn = await GatewayApi.GetAsync(known, "/api/identity/usagers");
            var waits = await GatewayApi.GetAsync(unknown, "/api/identity/usagers");

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (goesOn.Status, waits.Status));
            Assert.Equal("sso-unavailable", waits.Body.GetProperty("code").GetString());
            Assert.True(waits.Reply.Headers.RetryAfter is not null);
        }
        finally
        {
            api.Sessions.Down = false;
        }
    }

    [Fact]
    public async Task Who_am_I_answers_the_person_or_401_and_never_a_redirect()
    {
        using var page = api.Page(api.Sessions.Add(Demo.Brume));
        using var nobody = api.Anonymous();

        var (status, body, _) = await GatewayApi.GetAsync(page, "/bff/user");

        Assert.Equal((HttpStatusCode.OK, "VASSEUR"), (status, body.GetProperty("familyName").GetString()));
        Assert.Equal(Demo.Brume, body.GetProperty("tenant").GetGuid());
        Assert.Equal(HttpStatusCode.Unauthorized, (await GatewayApi.GetAsync(nobody, "/bff/user")).Status);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_everywhere_and_says_where_to_leave_the_provider()
    {
        var cookie = api.Sessions.Add(Demo.Brume);
        using var page = api.Page(cookie);
        await GatewayApi.GetAsync(page, "/api/identity/usagers");

        using var nothing = new StringContent("");
        var reply = await page.PostAsync("/bff/logout", nothing, TestContext.Current.CancellationToken);

        using var body = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("https://issuer.test/oauth/logout", body.RootElement.GetProperty("endSessionUrl").GetString());
        Assert.Contains(reply.Headers.GetValues("Set-Cookie"), set => set.StartsWith("__Host-sid=;", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GatewayApi.GetAsync(page, "/api/identity/usagers")).Status);
    }
}
