namespace Contracts.Sso;

/// <summary>A session is over: signed out, revoked or expired.</summary>
public sealed record SessionRevoked(string SessionId, string Subject, string Reason, DateTimeOffset RevokedAt)
{
    public const string Topic = "sso.session-revoked.v1";
}
