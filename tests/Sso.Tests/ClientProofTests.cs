using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Sso.Clients;
using Testing;
using Xunit;

namespace Sso.Tests;

public sealed class ClientProofTests(SsoApi api) : IClassFixture<SsoApi>
{
    public static TheoryData<string> WrongAssertions => [.. Wrong.Keys];

    private static readonly Dictionary<string, Action<Dictionary<string, object?>, DateTimeOffset>> Wrong = new()
    {
        ["another audience"] = (c, _) => c["aud"] = "https://evil.test",
        ["the token endpoint as audience"] = (c, _) => c["aud"] = SsoApi.Issuer + "/oauth/token",
        ["a list of audiences"] = (c, _) => c["aud"] = new[] { SsoApi.Issuer },
        ["no audience"] = (c, _) => c["aud"] = null,
        ["no subject"] = (c, _) => c["sub"] = null,
        ["another subject"] = (c, _) => c["sub"] = "gateway",
        ["another issuer"] = (c, _) => c["iss"] = "gateway",
        ["expired"] = (c, now) => c["exp"] = now.AddMinutes(-5).ToUnixTimeSeconds(),
        ["an hour of life"] = (c, now) => c["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        ["no end"] = (c, _) => c["exp"] = null,
        ["issued tomorrow"] = (c, now) => c["iat"] = now.AddDays(1).ToUnixTimeSeconds(),
        ["no jti"] = (c, _) => c["jti"] = null,
    };

    [Theory]
    [MemberData(nameof(WrongAssertions))]
    public async Task An_assertion_is_refused_with(string wrong)
    {
        var now = api.Clock.GetUtcNow();

        var reply = await api.PostAsync("/oauth/token", Own(api.Editor.Assertion("facturation", now, claims => Wrong[wrong](claims, now))));

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (reply.Status, reply.Body.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task An_assertion_signed_by_another_client_or_with_a_secret_algorithm_is_refused()
    {
        var stranger = await api.PostAsync("/oauth/token", Own(api.Gateway.Assertion("facturation", api.Clock.GetUtcNow())));
        var unsigned = await api.PostAsync("/oauth/token", Own(ClientKey.Form(Unsigned())));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (stranger.Status, unsigned.Status));
    }

    [Fact]
    public async Task An_assertion_serves_once_even_when_sent_twice_at_the_same_time()
    {
        var form = Own(api.Editor.Assertion("facturation", api.Clock.GetUtcNow()));

        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.PostAsync("/oauth/token", form)));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.Equal(4, replies.Count(reply => reply.Status == HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task An_editor_s_token_names_its_tenant_and_its_system_account_and_is_audited()
    {
        var reply = await api.PostAsync("/oauth/token", Own(api.Editor.Assertion("facturation", api.Clock.GetUtcNow())));

        var token = new JsonWebToken(reply.Body.GetProperty("access_token").GetString());
        Assert.Equal(("facturation", "system"), (token.Subject, token.GetClaim("kind").Value));
        Assert.Equal((Demo.Brume.ToString(), Demo.Editor.ToString()), (token.GetClaim("tenant").Value, token.GetClaim("situation").Value));
        Assert.False(reply.Body.TryGetProperty("refresh_token", out _));
        Assert.False(reply.Body.TryGetProperty("id_token", out _));
        Assert.Equal("no-store", reply.Reply.Headers.CacheControl?.ToString());
        var line = await api.WaitForAsync("audit.access-recorded.v1", e => e.Data.GetProperty("action").GetString() == "token.issue" && e.Data.GetProperty("actor").GetString() == "facturation");
        Assert.Equal(Demo.Brume, line.Tenant);
    }

    [Fact]
    public async Task Who_runs_the_platform_has_one_scope_and_no_organisation()
    {
        var reply = await api.PostAsync("/oauth/token", Own(api.Gateway.Assertion("operations", api.Clock.GetUtcNow())));

        var token = new JsonWebToken(reply.Body.GetProperty("access_token").GetString());
        Assert.Equal(("operations", "system"), (token.GetClaim("scope").Value, token.GetClaim("kind").Value));
        Assert.False(token.TryGetClaim("tenant", out _));
        var registration = new ClientRegistration { ClientId = "x", Kind = "editor", Tenant = Demo.Brume, PublicKeys = [api.Gateway.PublicPem], Scopes = ["identity:read", "operations"] };
        Assert.Throws<InvalidOperationException>(() => new Client(registration));
        Assert.Throws<InvalidOperationException>(() => new Client(registration with { Kind = "operations" }));
    }

    [Fact]
    public async Task A_scope_that_was_not_registered_is_refused_and_a_portal_may_not_act_alone()
    {
        var wide = Own(api.Editor.Assertion("facturation", api.Clock.GetUtcNow()));
        wide["scope"] = "identity:read service";
        var portal = Own(api.Portal.Assertion("portal", api.Clock.GetUtcNow()));

        Assert.Equal("invalid_scope", (await api.PostAsync("/oauth/token", wide)).Body.GetProperty("error").GetString());
        Assert.Equal("unauthorized_client", (await api.PostAsync("/oauth/token", portal)).Body.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("password")]
    [InlineData("urn:ietf:params:oauth:grant-type:device_code")]
    public async Task Grants_nobody_offers_are_refused(string grant)
    {
        var form = Own(api.Editor.Assertion("facturation", api.Clock.GetUtcNow()));
        form["grant_type"] = grant;

        Assert.Equal("unsupported_grant_type", (await api.PostAsync("/oauth/token", form)).Body.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Nobody_at_all_a_GET_and_credentials_in_the_address_are_refused()
    {
        var ct = TestContext.Current.CancellationToken;
        using var client = api.Anonymous();
        using var empty = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        using var same = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync("/oauth/token", empty, ct)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.GetAsync("/oauth/token", ct)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync($"/oauth/token?client_id=tool&client_secret={api.ToolSecret}", same, ct)).StatusCode);
    }

    [Fact]
    public async Task A_secret_works_in_the_header_or_in_the_form_but_not_in_both()
    {
        var ct = TestContext.Current.CancellationToken;
        using var client = api.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"tool:{api.ToolSecret}")));
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "tool", ["client_secret"] = api.ToolSecret };

        Assert.Equal(HttpStatusCode.OK, (await api.PostAsync("/oauth/token", form)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/oauth/token", new FormUrlEncodedContent([new("grant_type", "client_credentials")]), ct)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/oauth/token", new FormUrlEncodedContent(form), ct)).StatusCode);
    }

    private static Dictionary<string, string> Own(Dictionary<string, string> proof) => new(proof) { ["grant_type"] = "client_credentials" };

    private string Unsigned()
    {
        var parts = api.Editor.Assertion("facturation", api.Clock.GetUtcNow())["client_assertion"].Split('.');
        return $"{System.Buffers.Text.Base64Url.EncodeToString("{\"alg\":\"none\"}"u8)}.{parts[1]}.";
    }
}
