using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Platform.Tokens;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>Without sso's keys no token can be judged, which is no fault of the token; and a key that leaked is not believed for long.</summary>
public sealed class SsoAwayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_signed_in_is_told_to_try_again_and_not_to_sign_in_while_the_keys_were_never_heard()
    {
        var away = true;
        await using var sso = await SsoAsync(() => away);
        await using var api = new NotebookApi { MetadataAddress = $"{sso.Urls.First()}/.well-known/openid-configuration" };
        await api.InitializeAsync();
        using var nurse = api.As(Demo.Brume);
        using var nobody = api.With(null);

        using var refused = await nurse.GetAsync("/notes", Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("sso-unavailable", (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/notes", Ct)).StatusCode);
        away = false;
        Assert.Equal(HttpStatusCode.OK, (await nurse.GetAsync("/notes", Ct)).StatusCode);
        away = true;
        using var other = api.As(Demo.Brume);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/notes", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_token_whose_key_is_gone_is_known_for_five_minutes_however_long_it_says_it_lives()
    {
        using var leaked = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (clock, key) = (new MovableClock(), new ECDsaSecurityKey(leaked) { KeyId = "leaked" });
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            $$"""{"iss":"https://issuer.test","exp":{{clock.GetUtcNow().AddHours(12).ToUnixTimeSeconds()}}}""", new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256));
        var tokens = new ValidatedTokens(clock);
        var (before, after) = (Trusting(key), Trusting());
        Assert.True((await tokens.ValidateTokenAsync(token, before)).IsValid);

        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.True((await tokens.ValidateTokenAsync(token, after)).IsValid);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False((await tokens.ValidateTokenAsync(token, after)).IsValid);
    }

    private static TokenValidationParameters Trusting(params SecurityKey[] keys) => new() { ValidIssuer = "https://issuer.test", ValidateAudience = false, LifetimeValidator = (_, _, _, _) => true, IssuerSigningKeys = keys };

    // The issuer of all tests behind a door of its own.
    private static async Task<WebApplication> SsoAsync(Func<bool> away)
    {
        var issuer = await TestIssuer.SharedAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var http = new HttpClient();
        app.Lifetime.ApplicationStopped.Register(http.Dispose);
        app.MapGet("/.well-known/openid-configuration", async () => away() ? Results.StatusCode(502) : Results.Text(await http.GetStringAsync(issuer.MetadataAddress), "application/json"));
        await app.StartAsync();
        return app;
    }
}
