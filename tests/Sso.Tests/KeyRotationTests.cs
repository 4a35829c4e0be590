using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Sso.Keys;
using Xunit;

namespace Sso.Tests;

public sealed class KeyRotationTests(SsoApi api) : IClassFixture<SsoApi>
{
    [Fact]
    public async Task A_new_key_is_published_before_it_signs_and_the_old_one_verifies_until_its_tokens_have_ended()
    {
        var before = await KidsAsync();
        await RotateAsync();
        var pending = await KidsAsync();
        var stillOld = await api.TokensAsync();
        api.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(30));
        var last = await api.TokensAsync();
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        var first = await api.TokensAsync();

        Assert.Equal(before.Count + 1, pending.Count);
        Assert.Equal(before[^1], Kid(stillOld));
        Assert.Equal((pending[^2], pending[^1]), (Kid(last), Kid(first)));
        using var client = api.With(last.GetProperty("access_token").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/oauth/userinfo", TestContext.Current.CancellationToken)).StatusCode);

        api.Clock.Advance(TimeSpan.FromHours(2));
        await KeepAsync();
        Assert.DoesNotContain(pending[^2], await KidsAsync());
    }

    [Fact]
    public async Task The_key_set_holds_no_private_part_and_names_each_key_by_its_thumbprint()
    {
        using var client = api.Anonymous();
        var text = await client.GetStringAsync("/oauth/jwks", TestContext.Current.CancellationToken);

        using var set = JsonDocument.Parse(text);
        Assert.All(set.RootElement.GetProperty("keys").EnumerateArray(), key =>
        {
            Assert.Equal("alg crv kid kty use x y", string.Join(' ', key.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)));
            var jwk = new Microsoft.IdentityModel.Tokens.JsonWebKey(key.GetRawText());
            Assert.Equal(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(jwk.ComputeJwkThumbprint()), jwk.Kid);
        });
    }

    [Fact]
    public async Task A_leaked_key_leaves_at_once_and_its_tokens_die_with_it()
    {
        var tokens = await api.TokensAsync();
        Assert.Equal(0, await ReplaceLeakedKeyCommand.RunAsync(api.Provider));

        using var client = api.With(tokens.GetProperty("access_token").GetString()!);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/oauth/userinfo", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Single(await KidsAsync());
    }

    private async Task RotateAsync()
    {
        await using var scope = api.Provider.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<KeyRotation>().RotateAsync(TestContext.Current.CancellationToken);
    }

    private async Task KeepAsync()
    {
        await using var scope = api.Provider.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<KeyRotation>().KeepAsync(TestContext.Current.CancellationToken);
    }

    private async Task<List<string>> KidsAsync()
    {
        using var client = api.Anonymous();
        var set = await client.GetFromJsonAsync<JsonElement>("/oauth/jwks", TestContext.Current.CancellationToken);
        return [.. set.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];
    }

    private static string Kid(JsonElement tokens) => new JsonWebToken(tokens.GetProperty("access_token").GetString()).Kid;
}
