using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Sso.Tokens;

/// <summary>One link of a grant's chain of refresh tokens. Used once; its successor is kept sealed for the few seconds in which an answer may have been lost.</summary>
public sealed class RefreshToken
{
    public required string Hash { get; init; }
    public Guid GrantId { get; init; }
    public required string ClientId { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
    public string? SealedSuccessor { get; init; }
}

internal sealed class RefreshTokenConfiguration : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> builder)
    {
        builder.HasKey(t => t.Hash);
        builder.HasIndex(t => t.GrantId);
        builder.HasIndex(t => t.ExpiresAt);
    }
}
