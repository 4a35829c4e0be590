using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Sso.Authorization;

/// <summary>What a person's sign-in allowed one client: the family of all the tokens that follow from one code.</summary>
public sealed class Grant
{
    public Guid Id { get; init; }
    public required string ClientId { get; init; }
    public Guid SessionId { get; init; }
    public required string Scope { get; init; }

    /// <summary>The situation the person worked in when they allowed it; another situation is another grant.</summary>
    public Guid SituationId { get; init; }
    public Guid TenantId { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A code on its way through the browser: one use, a minute, bound to client, redirect address and PKCE challenge.</summary>
public sealed class AuthorizationCode
{
    public required string Hash { get; init; }
    public Guid GrantId { get; init; }
    public required string ClientId { get; init; }
    public required string RedirectUri { get; init; }
    public required string Challenge { get; init; }
    public string? Nonce { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

internal sealed class GrantConfiguration : IEntityTypeConfiguration<Grant>
{
    public void Configure(EntityTypeBuilder<Grant> builder)
    {
        builder.HasIndex(g => g.SessionId);
        builder.HasIndex(g => g.ExpiresAt);
    }
}

internal sealed class AuthorizationCodeConfiguration : IEntityTypeConfiguration<AuthorizationCode>
{
    public void Configure(EntityTypeBuilder<AuthorizationCode> builder)
    {
        builder.HasKey(c => c.Hash);
        builder.HasIndex(c => c.ExpiresAt);
    }
}
