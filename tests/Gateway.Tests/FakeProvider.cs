using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Testing;

namespace Gateway.Tests;

/// <summary>The provider as the gateway meets it over HTTP: discovery, and a token endpoint that redeems codes the test gave.</summary>
public sealed class FakeProvider(TimeProvider clock) : IAsyncDisposable
{
    private WebApplication _app = null!;
    private string _jwks = "";

    public string MetadataAddress => _app.Urls.First() + "/.well-known/openid-configuration";

    /// <summary>Changes what the next id_token says.</summary>
    public Action<Dictionary<string, object?>>? Wrong { get; set; }
    public string? LastNonce { get; set; }
    public IFormCollection? LastForm { get; private set; }

    public async Task StartAsync()
    {
        using var http = new HttpClient();
        _jwks = (await http.GetFromJsonAsync<JsonElement>(TestIssuer.Current.MetadataAddress)).GetProperty("jwks_uri").GetString()!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = TestIssuer.Current.Issuer, jwks_uri = _jwks, token_endpoint = _app.Urls.First() + "/token", authorization_endpoint = TestIssuer.Current.Issuer + "/oauth/authorize",
        }));
        _app.MapPost("/token", async (HttpRequest request) => Redeem(await request.ReadFormAsync()));
        await _app.StartAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Redeem(IFormCollection form)
    {
        var now = clock.GetUtcNow();
        if (form["grant_type"] == "client_credentials") return Results.Json(new { access_token = TestIssuer.Current.ServiceToken("gateway", now), expires_in = 43_200 });
        LastForm = form;
        if (form["code"] != "good-code") return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        var id = new Dictionary<string, object?>
        {
            ["iss"] = TestIssuer.Current.Issuer, ["aud"] = "portal", ["sub"] = "someone", ["nonce"] = LastNonce,
            ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
        Wrong?.Invoke(id);
        return Results.Json(new { access_token = "at", refresh_token = "rt", id_token = TestIssuer.Current.Sign(id, "JWT"), expires_in = 300 });
    }
}
