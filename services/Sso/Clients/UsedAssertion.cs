namespace Sso.Clients;

/// <summary>An assertion that was accepted once and must not be accepted again before it expires.</summary>
public sealed class UsedAssertion
{
    public required string Id { get; init; }
    public DateTimeOffset ForgetAt { get; init; }
}
