using System.Net;
using System.Text.Json;
using Testing;
using Xunit;

namespace Gateway.Tests;

public sealed class EditorTests(GatewayApi api) : IClassFixture<GatewayApi>
{
    [Fact]
    public async Task A_service_receives_the_token_the_path_without_its_prefix_and_nothing_an_outsider_made_up()
    {
        using var client = api.Editor();
        var token = client.DefaultRequestHeaders.Authorization!.Parameter;
        foreach (var name in new[] { "x-user-token", "x-tenant", "x-forwarded-for", "X-Forwarded-Proto", "dapr-app-id", "Dapr-Caller-App-Id", "DPoP", "Forwarded", "x-original-url" })
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, "forged");
        client.DefaultRequestHeaders.Add("Cookie", "__Host-sid=x; a=b");

        var (status, body, reply) = await GatewayApi.GetAsync(client, "/api/identity/usagers/12?page=2");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("/usagers/12?page=2", body.GetProperty("path").GetString());
        var headers = body.GetProperty("headers");
        Assert.Equal("Bearer " + token, headers.GetProperty("authorization").GetString());
        Assert.DoesNotContain("forged", headers.GetRawText());
        Assert.False(headers.TryGetProperty("cookie", out _));
        Assert.Equal(headers.GetProperty("x-correlation-id").GetString(), Assert.Single(reply.Headers.GetValues("x-correlation-id")));
    }

    [Fact]
    public async Task A_correlation_id_given_by_the_caller_is_kept_unless_it_is_no_plain_id()
    {
        using var client = api.Editor();
        client.DefaultRequestHeaders.Add("x-correlation-id", "journey-42");
        using var hostile = api.Editor();
        hostile.DefaultRequestHeaders.TryAddWithoutValidation("x-correlation-id", "<script>");

        Assert.Equal("journey-42", (await GatewayApi.GetAsync(client, "/api/identity/usagers")).Reply.Headers.GetValues("x-correlation-id").Single());
        Assert.DoesNotContain("<", (await GatewayApi.GetAsync(hostile, "/api/identity/usagers")).Reply.Headers.GetValues("x-correlation-id").Single());
    }

    public static TheoryData<string> Strangers => ["nobody", "garbage", "expired", "another issuer", "another audience", "an id_token", "no signature", "a forged payload", "Basic"];

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Nobody_enters_with(string token)
    {
        var now = api.Clock.GetUtcNow();
        var good = new TokenClaims { Tenant = Demo.Brume, Scopes = "identity:read", Life = TimeSpan.FromMinutes(5) };
        using var client = token switch
        {
            "nobody" => api.Anonymous(),
            "garbage" => api.With("garbage"),
            "expired" => api.With(TestIssuer.Current.Token(good, now.AddMinutes(-10))),
            "another issuer" => api.With(TestIssuer.Current.Sign(Claims(now, "https://evil.test", "platform"))),
            "another audience" => api.With(TestIssuer.Current.Token(good with { Audience = "another-api" }, now)),
            "an id_token" => api.With(TestIssuer.Current.Token(good with { Type = "JWT" }, now)),
            "no signature" => api.With(Unsigned(TestIssuer.Current.Token(good, now))),
            "a forged payload" => api.With(Forged(TestIssuer.Current.Token(good, now))),
            _ => Basic(),
        };

        var (status, body, reply) = await GatewayApi.GetAsync(client, "/api/identity/usagers");

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Connexion nécessaire", body.GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_token_without_a_scope_of_the_service_or_without_a_tenant_is_refused_there()
    {
        using var wrongScope = api.Editor("messaging:read");
        using var noTenant = api.With(TestIssuer.Current.Token(new() { Scopes = "identity:read" }, api.Clock.GetUtcNow()));

        Assert.Equal(HttpStatusCode.Forbidden, (await GatewayApi.GetAsync(wrongScope, "/api/identity/usagers")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GatewayApi.GetAsync(noTenant, "/api/identity/usagers")).Status);
    }

    [Fact]
    public async Task A_token_known_as_good_is_refused_once_it_ends_and_within_two_seconds_of_its_revocation()
    {
        using var client = api.Editor();
        using var shortLived = api.Editor(life: TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await GatewayApi.GetAsync(client, "/api/identity/usagers")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GatewayApi.GetAsync(shortLived, "/api/identity/usagers")).Status);

        api.Sessions.RevokedIds.Add(new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(client.DefaultRequestHeaders.Authorization!.Parameter).Id);
        var waited = await GatewayApi.UntilAsync(client, "/api/identity/usagers", HttpStatusCode.Unauthorized);
        api.Clock.Advance(TimeSpan.FromSeconds(75));

        Assert.True(waited < TimeSpan.FromSeconds(2.5), waited.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await GatewayApi.GetAsync(shortLived, "/api/identity/usagers")).Status);
    }

    [Theory]
    [InlineData("/api/identity/events/identity.created.v1")]
    [InlineData("/api/identity/dapr/subscribe")]
    [InlineData("/api/identity/health/ready")]
    [InlineData("/api/identity/openapi/v1.json")]
    [InlineData("/api/identity/%65vents/x")]
    [InlineData("/api/identity/usagers/..%2fevents")]
    [InlineData("/api/identity/identity.v1.IdentityLookup/GetIdentity")]
    [InlineData("/api/identity")]
    [InlineData("/api/agenda/calendars")]
    [InlineData("/api/nothing/here")]
    [InlineData("/events/x")]
    [InlineData("/dapr/config")]
    [InlineData("/nothing")]
    public async Task The_mesh_s_own_doors_do_not_exist_from_outside(string path)
    {
        using var client = api.Editor("identity:read agenda:read");

        var (status, body, _) = await GatewayApi.GetAsync(client, path);

        if (path.Contains("..%2f", StringComparison.Ordinal)) Assert.Equal("/usagers/..%2fevents", body.GetProperty("path").GetString());   // still a name inside usagers
        else Assert.Equal((HttpStatusCode.NotFound, "not-found"), (status, body.GetProperty("code").GetString()));
    }

    private HttpClient Basic()
    {
        var client = api.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Basic", "YTpi");
        return client;
    }

    private static Dictionary<string, object?> Claims(DateTimeOffset now, string iss, string aud) => new()
    {
        ["iss"] = iss, ["aud"] = aud, ["sub"] = "x", ["tenant"] = Demo.Brume.ToString(), ["scope"] = "identity:read", ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(), ["iat"] = now.ToUnixTimeSeconds(),
    };

    private static string Unsigned(string token) => $"{System.Buffers.Text.Base64Url.EncodeToString("{\"alg\":\"none\",\"typ\":\"at+jwt\"}"u8)}.{token.Split('.')[1]}.";

    private static string Forged(string token)
    {
        var parts = token.Split('.');
        var claims = JsonSerializer.Deserialize<Dictionary<string, object?>>(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]))!;
        claims["tenant"] = Demo.Rivieres.ToString();
        return $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}.{parts[2]}";
    }
}
