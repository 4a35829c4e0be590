using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AppHost.Layout;

namespace AppHost.Journey;

/// <summary>Comes in as a professional through Pro Santé Connect, or as an editor's server.</summary>
internal sealed class SignIn(Uri gateway, string authority)
{
    private const int Attempts = 50;

    /// <param name="name">Family name, as Pro Santé Connect's page shows it.</param>
    /// <param name="situation">What to choose when the account has several situations.</param>
    public Task<Visitor> AsProfessionalAsync(string name, string? situation, CancellationToken ct) => PatientlyAsync(() => TryAsync(name, situation, ct), ct);

    private static async Task<Visitor> PatientlyAsync(Func<Task<Visitor>> comeIn, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await comeIn();
            }
            catch (Exception cause) when (attempt < Attempts && cause is StepFailedException or HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
            {
                // A person whose page does not come tries again, and so does a server whose token does not.
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
        }
    }

    private async Task<Visitor> TryAsync(string name, string? situation, CancellationToken ct)
    {
        var visitor = new Visitor(gateway, authority);
        var (address, page) = await visitor.BrowseAsync("/bff/login?returnUrl=/bff/user", ct);
        (address, page) = await visitor.SubmitAsync(address, HtmlForm.Find(page, name, "e-CPS"), ct);
        if (situation is not null) (address, page) = await visitor.SubmitAsync(address, HtmlForm.Find(page, situation), ct);
        if (address.AbsolutePath != "/bff/user") throw new StepFailedException($"La connexion s'arrête sur {address.AbsolutePath} : {HtmlForm.Title(page)} {page[..Math.Min(page.Length, 300)]}");
        return visitor;
    }

    /// <summary>client_credentials with private_key_jwt (RFC 7523), as an editor's billing software would.</summary>
    public Task<Visitor> AsEditorAsync(string clientId, string keyFile, CancellationToken ct) => PatientlyAsync(() => TryEditorAsync(clientId, keyFile, ct), ct);

    private async Task<Visitor> TryEditorAsync(string clientId, string keyFile, CancellationToken ct)
    {
        using var http = TrustingClient.Of(authority);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["scope"] = "identity:read identity:write",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(clientId, keyFile),
        });
        using var reply = await http.PostAsync(new Uri(gateway, "/oauth/token"), form, ct);
        var text = await reply.Content.ReadAsStringAsync(ct);
        if (!reply.IsSuccessStatusCode) throw new StepFailedException($"jeton refusé : {text}");
        return new(gateway, authority, JsonSerializer.Deserialize<TokenAnswer>(text)!.AccessToken);
    }

    private string Assertion(string clientId, string keyFile)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(keyFile));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var signed = $"{Encode("""{"alg":"ES256","typ":"JWT"}""")}.{Encode(JsonSerializer.Serialize(new
        {
            iss = clientId, sub = clientId, aud = gateway.GetLeftPart(UriPartial.Authority), iat = now, exp = now + 60, jti = Guid.NewGuid(),
        }))}";
        return $"{signed}.{Base64Url(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Encode(string text) => Base64Url(Encoding.UTF8.GetBytes(text));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private sealed record TokenAnswer([property: JsonPropertyName("access_token")] string AccessToken);
}
