namespace Sso.Protocol;

/// <summary>A refusal of RFC 6749 §5.2, answered as JSON to a client.</summary>
public sealed class OAuthException(string error, string description, int status = 400) : Exception(description)
{
    public string Error { get; } = error;
    public int Status { get; } = status;
    public int? RetryAfterSeconds { get; init; }

    public static OAuthException InvalidRequest(string description) => new("invalid_request", description);
    public static OAuthException InvalidGrant(string description) => new("invalid_grant", description);
    public static OAuthException InvalidScope(string description) => new("invalid_scope", description);
    public static OAuthException InvalidClient(string description) => new("invalid_client", description, 401);
}
