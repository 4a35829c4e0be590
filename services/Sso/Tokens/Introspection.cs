using System.Text.Json.Serialization;

namespace Sso.Tokens;

/// <summary>RFC 7662 §2.2 for a live token.</summary>
public sealed record Introspection
{
    [JsonPropertyName("active")] public bool Active => true;
    [JsonPropertyName("sub")] public required string Subject { get; init; }
    [JsonPropertyName("client_id")] public required string ClientId { get; init; }
    [JsonPropertyName("scope")] public required string Scope { get; init; }
    [JsonPropertyName("aud")] public string Audience => AccessTokens.Audience;
    [JsonPropertyName("jti")] public required string Jti { get; init; }
    [JsonPropertyName("iat")] public required long IssuedAt { get; init; }
    [JsonPropertyName("exp")] public required long ExpiresAt { get; init; }
    [JsonPropertyName("token_type")] public string TokenType => "Bearer";
    [JsonPropertyName("tenant"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Guid? Tenant { get; init; }
    [JsonPropertyName("situation"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Guid? Situation { get; init; }

    public static Introspection Of(AccessTokenClaims token) => new()
    {
        Subject = token.Subject,
        ClientId = token.ClientId,
        Scope = token.Scope,
        Jti = token.Jti,
        IssuedAt = token.IssuedAt.ToUnixTimeSeconds(),
        ExpiresAt = token.ExpiresAt.ToUnixTimeSeconds(),
        Tenant = token.Tenant,
        Situation = token.Situation,
    };
}
