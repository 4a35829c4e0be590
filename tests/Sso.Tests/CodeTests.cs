using System.Net;
using Xunit;

namespace Sso.Tests;

public sealed class CodeTests(SsoApi api) : IClassFixture<SsoApi>
{
    [Fact]
    public async Task A_code_works_once_and_a_second_use_kills_what_the_first_gave()
    {
        var (code, verifier) = await api.CodeAsync();
        var first = await api.PostAsync("/oauth/token", api.CodeForm(code, verifier));

        var second = await api.PostAsync("/oauth/token", api.CodeForm(code, verifier));

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (second.Status, second.Body.GetProperty("error").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, await UserinfoAsync(first.Body.GetProperty("access_token").GetString()!));
        var refresh = await api.PostAsync("/oauth/token", api.RefreshForm(first.Body.GetProperty("refresh_token").GetString()!));
        Assert.Equal("invalid_grant", refresh.Body.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Two_redemptions_at_once_give_one_success_at_most_and_no_living_token()
    {
        var (code, verifier) = await api.CodeAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.PostAsync("/oauth/token", api.CodeForm(code, verifier))));

        var given = replies.Where(r => r.Status == HttpStatusCode.OK).ToList();
        Assert.True(given.Count <= 1);
        foreach (var answer in given) Assert.Equal(HttpStatusCode.Unauthorized, await UserinfoAsync(answer.Body.GetProperty("access_token").GetString()!));
    }

    [Theory]
    [InlineData("another client")]
    [InlineData("expired")]
    [InlineData("wrong verifier")]
    [InlineData("no verifier")]
    [InlineData("another redirect")]
    [InlineData("unknown code")]
    public async Task A_code_is_bound_to_what_asked_for_it(string wrong)
    {
        var (code, verifier) = await api.CodeAsync();
        if (wrong == "expired") api.Clock.Advance(TimeSpan.FromSeconds(61));
        var form = api.CodeForm(wrong == "unknown code" ? "nothing" : code, wrong == "wrong verifier" ? SsoApi.Pkce().Verifier : verifier);
        if (wrong == "another client")
            foreach (var (name, value) in api.Editor.Assertion("other-portal", api.Clock.GetUtcNow())) form[name] = value;
        if (wrong == "no verifier") form.Remove("code_verifier");
        if (wrong == "another redirect") form["redirect_uri"] = "https://other.test/cb";

        var reply = await api.PostAsync("/oauth/token", form);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(wrong == "no verifier" ? "invalid_request" : "invalid_grant", reply.Body.GetProperty("error").GetString());
    }

    private async Task<HttpStatusCode> UserinfoAsync(string token)
    {
        using var client = api.With(token);
        return (await client.GetAsync("/oauth/userinfo", TestContext.Current.CancellationToken)).StatusCode;
    }
}
