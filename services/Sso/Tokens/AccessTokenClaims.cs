namespace Sso.Tokens;

/// <summary>What an access token says (ARCHITECTURE §11). <see cref="Jti"/> starts with the grant, so that one revocation covers all its tokens.</summary>
public sealed record AccessTokenClaims
{
    public required string Subject { get; init; }
    public required string ClientId { get; init; }
    public required string Scope { get; init; }
    public required string Kind { get; init; }
    public required string GrantId { get; init; }
    public string Jti { get; init; } = "";
    public string? Sid { get; init; }
    public Guid? Tenant { get; init; }
    public Guid? Situation { get; init; }
    public string? Acr { get; init; }
    public DateTimeOffset? AuthTime { get; init; }
    public DateTimeOffset IssuedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    public bool HasScope(string scope) => Scope.Split(' ').Contains(scope);
}
