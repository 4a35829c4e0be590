using System.Net.Http.Headers;
using System.Text;
using Sso.Protocol;

namespace Sso.Clients;

/// <summary>Says which client speaks, by a signed assertion or by a secret; one proof only (RFC 6749 §2.3).</summary>
public sealed class ClientAuthentication(ClientRegistry clients, ClientAssertions assertions, WrongProofs wrong)
{
    public async Task<Client> AuthenticateAsync(HttpRequest request, Parameters form, CancellationToken ct)
    {
        var basic = ReadBasic(request);
        if (Proofs(form, basic) > 1) throw OAuthException.InvalidRequest("Several client credentials were sent.");

        var claimed = basic?.Id ?? ClientAssertions.Subject(form) ?? form["client_id"];
        var attempt = wrong.Watch(claimed, request);
        var client = clients.Find(claimed);
        var proved = client is not null && await ProvedAsync(client, form, basic?.Secret ?? form["client_secret"], ct);
        if (proved && form["client_id"] is { } named && named != client!.Id) proved = false;
        if (proved) return client!;

        attempt.Count();
        throw OAuthException.InvalidClient("The client is unknown or its proof is wrong.");
    }

    private async Task<bool> ProvedAsync(Client client, Parameters form, string? secret, CancellationToken ct) =>
        secret is not null ? client.HasSecret(secret) : client.Signs && await assertions.ProveAsync(client, form, ct);

    private static int Proofs(Parameters form, (string Id, string Secret)? basic) =>
        (basic is null ? 0 : 1) + (form["client_secret"] is null ? 0 : 1) + (form["client_assertion"] is null ? 0 : 1);

    private static (string Id, string Secret)? ReadBasic(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var written)) throw OAuthException.InvalidClient("The Basic credentials cannot be read.");
        var pair = Encoding.UTF8.GetString(bytes, 0, written).Split(':', 2);
        if (pair.Length != 2) throw OAuthException.InvalidClient("The Basic credentials cannot be read.");
        return (FormDecode(pair[0]), FormDecode(pair[1]));
    }

    // RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
    private static string FormDecode(string value) => Uri.UnescapeDataString(value.Replace('+', ' '));
}
