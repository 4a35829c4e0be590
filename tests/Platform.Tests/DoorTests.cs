using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Testing;
using Xunit;

namespace Platform.Tests;

public sealed class DoorTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_route_without_policy_answers_nobody()
    {
        using var client = api.As(Demo.Brume);

        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/forgotten", Ct)).StatusCode);
    }

    public static TheoryData<string> BadTokens => ["expired", "audience", "type", "issuer", "altered", "unsigned", "garbage"];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_bad_token_opens_nothing(string fault)
    {
        using var client = api.With(Forge(fault));

        var reply = await client.GetAsync("/notes", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Equal("not-signed-in", (await reply.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{\"text\":\"a\",\"more\":1}", 400)]
    [InlineData("{\"text\":", 400)]
    [InlineData("{}", 400)]
    [InlineData("{\"text\":\"a\",\"text\":\"b\"}", 400)]
    public async Task Bad_JSON_gets_a_French_problem_and_changes_nothing(string body, int status)
    {
        using var client = api.As(Demo.Brume);
        var before = (await client.GetFromJsonAsync<List<string>>("/notes", Ct))!.Count;
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var reply = await client.PostAsync("/notes", content, Ct);

        var problem = await reply.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal((status, "invalid-input", "application/problem+json"), ((int)reply.StatusCode, problem.GetProperty("code").GetString(), reply.Content.Headers.ContentType!.MediaType));
        Assert.Contains("Corrigez", problem.GetProperty("detail").GetString());
        Assert.Equal(before, (await client.GetFromJsonAsync<List<string>>("/notes", Ct))!.Count);
    }

    [Fact]
    public async Task A_body_too_large_is_refused()
    {
        using var client = api.As(Demo.Brume);

        var reply = await client.PostAsJsonAsync("/notes", new { text = new string('a', 2_000_000) }, Ct);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
    }

    private static string Forge(string fault)
    {
        var now = TimeProvider.System.GetUtcNow();
        var good = new TokenClaims { Tenant = Demo.Brume, Scopes = "notebook:read" };
        var issuer = TestIssuer.Current;
        switch (fault)
        {
            case "expired": return issuer.Token(good with { Life = TimeSpan.FromMinutes(5) }, now.AddHours(-1));
            case "audience": return issuer.Token(good with { Audience = "elsewhere" }, now);
            case "type": return issuer.Token(good with { Type = "JWT" }, now);
            case "issuer": return issuer.Sign(new Dictionary<string, object?> { ["iss"] = "https://other.test", ["aud"] = "platform", ["sub"] = "x", ["tenant"] = Demo.Brume.ToString(), ["scope"] = "notebook:read", ["exp"] = now.AddHours(1).ToUnixTimeSeconds() });
            case "altered":
                var parts = issuer.Token(good, now).Split('.');
                var payload = parts[1][..^1] + (parts[1][^1] == 'A' ? 'B' : 'A');
                return $"{parts[0]}.{payload}.{parts[2]}";
            case "unsigned":
                var claims = issuer.Token(good, now).Split('.')[1];
                return $"{Convert.ToBase64String("{\"alg\":\"none\",\"typ\":\"at+jwt\"}"u8).TrimEnd('=')}.{claims}.";
            default: return "not.a.token";
        }
    }
}
