using System.Net;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Xunit;

namespace Sso.Tests;

public sealed class RefreshTests(SsoApi api) : IClassFixture<SsoApi>
{
    [Fact]
    public async Task Each_use_gives_the_next_token_and_the_same_person_without_a_nonce()
    {
        var first = await api.TokensAsync();

        var second = await RefreshAsync(first);
        var third = await RefreshAsync(second.Body);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (second.Status, third.Status));
        Assert.NotEqual(Refresh(first), Refresh(second.Body));
        var (before, after) = (Id(first), Id(third.Body));
        Assert.Equal((before.Subject, before.GetClaim("auth_time").Value), (after.Subject, after.GetClaim("auth_time").Value));
        Assert.False(after.TryGetClaim("nonce", out _));
    }

    [Fact]
    public async Task A_lost_answer_is_repeated_within_ten_seconds()
    {
        var first = await api.TokensAsync();
        var lost = await RefreshAsync(first);

        var repeated = await RefreshAsync(first);

        Assert.Equal(Refresh(lost.Body), Refresh(repeated.Body));
    }

    [Fact]
    public async Task Ten_at_once_get_the_same_successor()
    {
        var first = await api.TokensAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RefreshAsync(first)));

        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.OK, reply.Status));
        Assert.Single(replies.Select(reply => Refresh(reply.Body)).Distinct());
    }

    [Fact]
    public async Task A_used_token_that_returns_later_kills_the_family_ends_the_session_and_raises_an_alert()
    {
        var browser = api.NewBrowser();
        var first = await api.TokensAsync(browser);
        var second = await RefreshAsync(first);
        api.Clock.Advance(TimeSpan.FromSeconds(11));

        var stolen = await RefreshAsync(first);
        var honest = await RefreshAsync(second.Body);

        Assert.Equal(("invalid_grant", "invalid_grant"), (Error(stolen.Body), Error(honest.Body)));
        using var client = api.With(second.Body.GetProperty("access_token").GetString()!);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/oauth/userinfo", TestContext.Current.CancellationToken)).StatusCode);
        await api.WaitForAsync("audit.access-recorded.v1", e => e.Data.GetProperty("action").GetString() == "token.refresh-reused");
        await api.WaitForAsync("sso.session-revoked.v1", e => e.Data.GetProperty("reason").GetString() == "RefreshReused");
    }

    [Fact]
    public async Task A_token_is_worth_nothing_to_another_client_nor_for_a_wider_scope()
    {
        var first = await api.TokensAsync();
        var foreign = new Dictionary<string, string>(api.Editor.Assertion("other-portal", api.Clock.GetUtcNow())) { ["grant_type"] = "refresh_token", ["refresh_token"] = Refresh(first) };
        var wider = api.RefreshForm(Refresh(first));
        wider["scope"] = "openid audit:read";
        var narrower = api.RefreshForm(Refresh(first));
        narrower["scope"] = "openid identity:read";

        var refused = (await api.PostAsync("/oauth/token", foreign), await api.PostAsync("/oauth/token", wider));
        var granted = await api.PostAsync("/oauth/token", narrower);

        Assert.Equal(("invalid_grant", "invalid_scope"), (Error(refused.Item1.Body), Error(refused.Item2.Body)));
        Assert.Equal("openid identity:read", granted.Body.GetProperty("scope").GetString());
    }

    [Fact]
    [Trait("Seed", "S1-96")]
    [Trait("Seed", "S2-30")]
    public async Task An_eight_hour_shift_takes_one_strong_sign_in_and_a_sensitive_act_one_more()
    {
        var browser = api.NewBrowser();
        var ct = TestContext.Current.CancellationToken;
        var tokens = await api.TokensAsync(browser);
        var signIns = api.Psc.TokenRequests;

        for (var minutes = 0; minutes < 8 * 60; minutes += 20)
        {
            api.Clock.Advance(TimeSpan.FromMinutes(20));
            tokens = (await RefreshAsync(tokens)).Body;
            var tool = await browser.GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge, q => (q["client_id"], q["redirect_uri"], q["scope"], q["prompt"]) = ("other-portal", "https://other.test/cb", "openid", "none")), ct);
            Assert.Contains("code=", tool.Headers.Location!.Query);
        }
        var sensitive = await browser.GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge, q => q["max_age"] = "300"), ct);

        Assert.Equal(signIns, api.Psc.TokenRequests);
        Assert.Equal("wallet.test", sensitive.Headers.Location!.Host);
    }

    [Fact]
    public async Task After_half_an_hour_without_a_sign_of_life_the_person_signs_in_again()
    {
        var first = await api.TokensAsync();
        api.Clock.Advance(TimeSpan.FromMinutes(36));

        var late = await RefreshAsync(first);

        Assert.Equal("invalid_grant", Error(late.Body));
    }

    private Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Reply)> RefreshAsync(JsonElement tokens) => api.PostAsync("/oauth/token", api.RefreshForm(Refresh(tokens)));

    private static string Refresh(JsonElement tokens) => tokens.GetProperty("refresh_token").GetString()!;

    private static string? Error(JsonElement body) => body.GetProperty("error").GetString();

    private static JsonWebToken Id(JsonElement tokens) => new(tokens.GetProperty("id_token").GetString());
}
