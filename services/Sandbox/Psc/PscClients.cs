using System.Security.Cryptography;
using System.Text;

namespace Sandbox.Psc;

/// <summary>A product registered at PSC.</summary>
internal sealed record PscClient(string ClientId, string Secret, IReadOnlyList<string> RedirectUris, IReadOnlyList<string> PostLogoutRedirectUris);

/// <summary>The registered products, from configuration; a secret is the content of its file.</summary>
internal sealed class PscClients(IConfiguration configuration)
{
    private readonly List<PscClient> _clients = [.. configuration.GetSection("Sandbox:Psc:Clients").GetChildren().Select(Read)];

    public PscClient? Find(string? clientId) => _clients.FirstOrDefault(c => c.ClientId == clientId);

    /// <summary>The client that proves itself by its secret, in the Authorization header or in the form.</summary>
    public PscClient? Authenticate(HttpRequest request, IFormCollection form)
    {
        var (id, secret) = Basic(request.Headers.Authorization.ToString()) ?? (form["client_id"].ToString(), form["client_secret"].ToString());
        var client = Find(id);
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(client?.Secret ?? ""));
        return CryptographicOperations.FixedTimeEquals(expected, SHA256.HashData(Encoding.UTF8.GetBytes(secret))) ? client : null;
    }

    private static (string Id, string Secret)? Basic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length)) return ("", "");
        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return pair.Length == 2 ? (Decode(pair[0]), Decode(pair[1])) : ("", "");
    }

    // RFC 6749 §2.3.1: both halves are form-encoded before base64.
    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static PscClient Read(IConfigurationSection section)
    {
        var id = section["ClientId"] ?? throw new InvalidOperationException("Sandbox:Psc:Clients needs a ClientId.");
        var file = section["SecretFile"] ?? throw new InvalidOperationException($"Sandbox:Psc:Clients {id} needs a SecretFile.");
        return new(id, File.ReadAllText(file).Trim(),
            section.GetSection("RedirectUris").Get<string[]>() ?? [], section.GetSection("PostLogoutRedirectUris").Get<string[]>() ?? []);
    }
}
