using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Sso.Logins;

/// <summary>A browser sent to Pro Santé Connect and awaited back: once, within minutes, in the same browser.</summary>
public sealed class PscAttempt
{
    public required string StateHash { get; init; }
    public required string BrowserHash { get; init; }
    public required string Nonce { get; init; }

    /// <summary>The PKCE verifier and the parked request, sealed.</summary>
    public required string Sealed { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? ReturnedAt { get; init; }
}

internal sealed class PscAttemptConfiguration : IEntityTypeConfiguration<PscAttempt>
{
    public void Configure(EntityTypeBuilder<PscAttempt> builder)
    {
        builder.HasKey(a => a.StateHash);
        builder.HasIndex(a => a.StartedAt);
    }
}
