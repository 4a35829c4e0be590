using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sandbox.Mail.Mailboxes;

namespace Sandbox.Mail.Operators;

/// <summary>Says which mailbox a login opens: by password, by Pro Santé Connect token, or by the structure's certificate.</summary>
public sealed class Credentials(TrustSpace trust, IHttpClientFactory http)
{
    public const string HttpClientName = "mail-userinfo";

    public Mailbox? ByPassword(Operator home, string address, string password)
    {
        if (home.Settings.PasswordFile is not { } file || trust.Find(address) is not { } box || !box.IsHeldBy(home)) return null;
        foreach (var line in File.ReadLines(file))
        {
            var parts = line.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || !box.Address.Equals(parts[0], StringComparison.OrdinalIgnoreCase)) continue;
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(parts[1]), Encoding.UTF8.GetBytes(password)) ? box : null;
        }

        return null;
    }

    /// <summary>A mailbox opened by the trusted certificate of a session; the certificate itself was verified by the handshake.</summary>
    public Mailbox? ByCertificate(Operator home, string address) =>
        trust.Find(address) is { } box && box.IsHeldBy(home) ? box : null;

    /// <summary>Asks the identity provider who holds the token, and opens the mailbox when that person is one of its holders.</summary>
    public async Task<Mailbox?> ByTokenAsync(Operator home, string address, string token, CancellationToken ct)
    {
        if (home.Settings.UserInfo is not { } userInfo || trust.Find(address) is not { } box || !box.IsHeldBy(home)) return null;
        using var request = new HttpRequestMessage(HttpMethod.Get, userInfo);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var reply = await http.CreateClient(HttpClientName).SendAsync(request, ct);
        if (!reply.IsSuccessStatusCode) return null;
        using var claims = JsonDocument.Parse(await reply.Content.ReadAsByteArrayAsync(ct));
        return box.Holders.Any(holder => Names(claims.RootElement, holder)) ? box : null;
    }

    private static bool Names(JsonElement claims, string holder) =>
        claims.TryGetProperty("SubjectNameID", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() == holder;
}
