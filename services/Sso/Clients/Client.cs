using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Sso.Clients;

/// <summary>A registered client, ready to be authenticated.</summary>
public sealed class Client
{
    /// <summary>Kind and only scope of who runs the platform: it belongs to no organisation and reads nobody's data.</summary>
    private const string Operations = "operations";

    private readonly byte[]? _secretHash;

    public Client(ClientRegistration registration)
    {
        Registration = registration;
        Keys = [.. registration.PublicKeys.Select(ReadKey)];
        _secretHash = registration.SecretSha256 is { } hex ? Convert.FromHexString(hex) : null;
        if (Keys.Count == 0 && _secretHash is null)
            throw new InvalidOperationException($"The client {Id} has neither a public key nor a secret.");
        if (registration.Kind is not ("service" or "editor" or "portal" or Operations))
            throw new InvalidOperationException($"The client {Id} has an unknown kind.");
        if (registration.Kind == "editor" && registration.Tenant is null)
            throw new InvalidOperationException($"The editor {Id} has no tenant.");
        if (registration.Kind == Operations != registration.Scopes.Contains(Operations) || (registration.Kind == Operations && registration.Scopes.Count != 1))
            throw new InvalidOperationException($"The scope of operations belongs to the client of that kind, and it has no other: {Id}.");
        foreach (var uri in registration.RedirectUris.Concat(registration.PostLogoutRedirectUris)) RefuseLooseRedirect(uri);
    }

    public ClientRegistration Registration { get; }
    public string Id => Registration.ClientId;
    public IReadOnlyList<SecurityKey> Keys { get; }

    /// <summary>Only a client that signs has a proof key, which the grace of a lost refresh answer asks for.</summary>
    public bool Signs => Keys.Count > 0;
    public bool ActsAlone => Registration.Kind is "service" or "editor" or Operations;
    public bool SignsPeopleIn => Registration.RedirectUris.Count > 0;

    public bool MayAsk(string scope) => Registration.Scopes.Contains(scope);

    public bool HasSecret(string secret) =>
        _secretHash is not null && CryptographicOperations.FixedTimeEquals(_secretHash, SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static AsymmetricSecurityKey ReadKey(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) throw new InvalidOperationException("A client registers its public key, never the private one.");
        if (TryReadEc(pem) is { } ec) return new ECDsaSecurityKey(ec);
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        if (rsa.KeySize < 2048) throw new InvalidOperationException("RSA keys below 2048 bits are refused.");
        return new RsaSecurityKey(rsa);
    }

    private static ECDsa? TryReadEc(string pem)
    {
        var ec = ECDsa.Create();
        try
        {
            ec.ImportFromPem(pem);
            return ec;
        }
        catch (CryptographicException)
        {
            ec.Dispose();   // not an EC key: the caller reads it as RSA, and fails loudly if it is neither
            return null;
        }
    }

    private static void RefuseLooseRedirect(string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.Fragment.Length > 0)
            throw new InvalidOperationException($"{uri} is not an absolute redirect address without a fragment.");
        if (parsed.Scheme != Uri.UriSchemeHttps && !parsed.IsLoopback)
            throw new InvalidOperationException($"{uri} is not https.");
    }
}
