namespace Sso.Tokens;

/// <summary>
/// Tokens that died before their time, by the id they carry: a grant, a session or one token. Kept while a token
/// issued just before could still be presented.
/// </summary>
public sealed class Revocation
{
    public required string Id { get; init; }
    public DateTimeOffset RevokedAt { get; init; }
    public DateTimeOffset ForgetAt { get; init; }
}
