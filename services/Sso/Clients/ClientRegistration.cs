namespace Sso.Clients;

/// <summary>One client as written in the registration file.</summary>
public sealed record ClientRegistration
{
    public required string ClientId { get; init; }
    public string? Name { get; init; }

    /// <summary><c>service</c> (of the platform), <c>editor</c> (a partner's server), <c>portal</c> (signs people in through the browser) or
    /// <c>operations</c> (sees what events failed, and has them handled again).</summary>
    public required string Kind { get; init; }

    /// <summary>PEM public keys (EC P-256 or RSA ≥ 2048) that verify the client's assertions.</summary>
    public IReadOnlyList<string> PublicKeys { get; init; } = [];

    /// <summary>Lower-case hexadecimal SHA-256 of a random secret of at least 128 bits, for clients that cannot sign.</summary>
    public string? SecretSha256 { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];
    public Guid? Tenant { get; init; }
    public Guid? Situation { get; init; }
    public IReadOnlyList<string> RedirectUris { get; init; } = [];
    public IReadOnlyList<string> PostLogoutRedirectUris { get; init; } = [];
}

public sealed record ClientFile(IReadOnlyList<ClientRegistration> Clients);
