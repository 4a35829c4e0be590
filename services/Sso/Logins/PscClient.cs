using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Sso.Logins;

/// <summary>The back channel to Pro Santé Connect: code for tokens, then userinfo.</summary>
public sealed class PscClient(IHttpClientFactory http, PscProvider provider, PscIdTokens idTokens, IOptions<PscSettings> settings)
{
    public const string HttpName = "psc";

    public async Task<PscIdentity> RedeemAsync(string code, string redirectUri, PscExpectation expected, CancellationToken ct)
    {
        var metadata = await provider.GetAsync(ct);
        using var tokens = await SendAsync(TokenRequest(metadata, code, redirectUri, expected.Verifier), "token", ct);
        var idToken = Text(tokens.RootElement, "id_token") ?? throw new PscRefusedException("no-id-token");
        var accessToken = Text(tokens.RootElement, "access_token") ?? throw new PscRefusedException("no-access-token");
        var proof = await idTokens.CheckAsync(idToken, expected, ct);

        using var userinfoRequest = new HttpRequestMessage(HttpMethod.Get, metadata.UserInfoEndpoint) { Headers = { Authorization = new("Bearer", accessToken) } };
        using var userinfo = await SendAsync(userinfoRequest, "userinfo", ct);
        if (Text(userinfo.RootElement, "sub") != proof.Subject) throw new PscRefusedException("userinfo-subject-differs");

        var refreshLife = tokens.RootElement.TryGetProperty("refresh_expires_in", out var life) && life.TryGetInt32(out var seconds) ? seconds : (int?)null;
        return new()
        {
            NationalId = Text(userinfo.RootElement, "SubjectNameID") ?? throw new PscRefusedException("no-national-id"),
            FamilyName = Text(userinfo.RootElement, "family_name") ?? "",
            GivenName = Text(userinfo.RootElement, "given_name") ?? "",
            Proof = proof.Proof,
            IdToken = idToken,
            AccessToken = accessToken,
            RefreshToken = Text(tokens.RootElement, "refresh_token"),
            RefreshLifeSeconds = refreshLife,
        };
    }

    private HttpRequestMessage TokenRequest(OpenIdConnectConfiguration metadata, string code, string redirectUri, string verifier)
    {
        var secret = File.ReadAllText(settings.Value.ClientSecretFile).Trim();
        var pair = $"{Uri.EscapeDataString(settings.Value.ClientId)}:{Uri.EscapeDataString(secret)}";
        return new(HttpMethod.Post, metadata.TokenEndpoint)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair))) },
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = redirectUri,
                ["code_verifier"] = verifier,
            }),
        };
    }

    private async Task<JsonDocument> SendAsync(HttpRequestMessage request, string step, CancellationToken ct)
    {
        using var client = http.CreateClient(HttpName);
        try
        {
            using var reply = await client.SendAsync(request, ct);
            if ((int)reply.StatusCode >= 500) throw new PscUnavailableException(step);
            if (!reply.IsSuccessStatusCode) throw new PscRefusedException($"{step}-{(int)reply.StatusCode}");
            return JsonDocument.Parse(await reply.Content.ReadAsByteArrayAsync(ct));
        }
        catch (HttpRequestException unreachable)
        {
            throw new PscUnavailableException(step, unreachable);
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new PscUnavailableException(step, late);
        }
        catch (JsonException)
        {
            throw new PscUnavailableException(step);
        }
    }

    // Any field of the national record may be absent, empty or null.
    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
