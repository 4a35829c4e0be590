using System.Net;
using System.Text.Json;
using Xunit;

namespace Sso.Tests;

public sealed class RevocationTests(SsoApi api) : IClassFixture<SsoApi>
{
    [Fact]
    public async Task A_refresh_token_given_back_takes_its_whole_grant_with_it()
    {
        var tokens = await api.TokensAsync();

        var reply = await api.PostAsync("/oauth/revoke", With(Text(tokens, "refresh_token")));

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.False(await ActiveAsync(Text(tokens, "access_token")));
        Assert.Equal("invalid_grant", (await api.PostAsync("/oauth/token", api.RefreshForm(Text(tokens, "refresh_token")))).Body.GetProperty("error").GetString());
    }

    [Fact]
    public async Task An_access_token_given_back_dies_alone()
    {
        var tokens = await api.TokensAsync();

        await api.PostAsync("/oauth/revoke", With(Text(tokens, "access_token")));

        Assert.False(await ActiveAsync(Text(tokens, "access_token")));
        Assert.Equal(HttpStatusCode.OK, (await api.PostAsync("/oauth/token", api.RefreshForm(Text(tokens, "refresh_token")))).Status);
    }

    [Fact]
    public async Task Somebody_else_s_token_and_an_unknown_one_are_answered_alike_and_stay_as_they_are()
    {
        var tokens = await api.TokensAsync();
        var foreign = new Dictionary<string, string>(api.Editor.Assertion("facturation", api.Clock.GetUtcNow())) { ["token"] = Text(tokens, "access_token") };

        Assert.Equal(HttpStatusCode.OK, (await api.PostAsync("/oauth/revoke", foreign)).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.PostAsync("/oauth/revoke", With("unknown"))).Status);
        Assert.True(await ActiveAsync(Text(tokens, "access_token")));
    }

    [Fact]
    public async Task Only_the_platform_s_services_see_into_a_person_s_token()
    {
        var tokens = await api.TokensAsync();
        var editor = new Dictionary<string, string>(api.Editor.Assertion("facturation", api.Clock.GetUtcNow())) { ["token"] = Text(tokens, "access_token") };

        var seen = await api.PostAsync("/oauth/introspect", editor);
        var nobody = await api.PostAsync("/oauth/introspect", new() { ["token"] = Text(tokens, "access_token") });

        Assert.Equal("{\"active\":false}", seen.Body.GetRawText());
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.Status);
        Assert.True(await ActiveAsync(Text(tokens, "access_token")));
        api.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.False(await ActiveAsync(Text(tokens, "access_token")));
    }

    private async Task<bool> ActiveAsync(string token)
    {
        var form = new Dictionary<string, string>(api.Gateway.Assertion("gateway", api.Clock.GetUtcNow())) { ["token"] = token };
        return (await api.PostAsync("/oauth/introspect", form)).Body.GetProperty("active").GetBoolean();
    }

    private Dictionary<string, string> With(string token) => new(api.Portal.Assertion("portal", api.Clock.GetUtcNow())) { ["token"] = token };

    private static string Text(JsonElement tokens, string name) => tokens.GetProperty(name).GetString()!;
}
