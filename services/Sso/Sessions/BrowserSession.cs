using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Sso.Sessions;

/// <summary>A browser's session at the gateway: the cookie's hash and the sealed tokens the gateway sends on its behalf.</summary>
public sealed class BrowserSession
{
    public Guid Id { get; init; }
    public required string CookieHash { get; init; }
    public Guid GrantId { get; init; }
    public required string SealedTokens { get; set; }
    public DateTimeOffset AccessExpiresAt { get; set; }

    /// <summary>Who moves it forward renews the tokens; everyone else reads what they wrote.</summary>
    public int Version { get; set; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>Tokens of the gateway's client, sealed in the row.</summary>
public sealed record BrowserTokens(string AccessToken, string RefreshToken, string IdToken);

internal sealed class BrowserSessionConfiguration : IEntityTypeConfiguration<BrowserSession>
{
    public void Configure(EntityTypeBuilder<BrowserSession> builder)
    {
        builder.HasIndex(s => s.CookieHash).IsUnique();
        builder.HasIndex(s => s.ExpiresAt);
        builder.Property(s => s.Version).IsConcurrencyToken();
    }
}
