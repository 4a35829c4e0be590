using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Sso.Sessions;

/// <summary>One strong sign-in of a professional in one browser, shared by every tool of the platform until it ends.</summary>
public sealed class LoginSession
{
    private LoginSession() { }

    /// <summary>The <c>sid</c> of every token issued under it.</summary>
    public Guid Id { get; private init; }
    public string CookieHash { get; private init; } = "";
    public Guid ProfessionalId { get; private init; }
    public string SealedPerson { get; private init; } = "";

    /// <summary>The working situation, and the tenant it belongs to; none until the person has chosen.</summary>
    public Guid? SituationId { get; private set; }
    public Guid? TenantId { get; private set; }

    /// <summary>When the situation ends; tokens for it end there too.</summary>
    public DateTimeOffset? SituationEndsAt { get; private set; }

    public string Acr { get; private init; } = "";
    public string? Amr { get; private init; }
    public DateTimeOffset AuthenticatedAt { get; private init; }
    public DateTimeOffset LastSeenAt { get; private init; }
    public DateTimeOffset ExpiresAt { get; private init; }
    public DateTimeOffset? EndedAt { get; private set; }
    public SessionEnd? EndedBy { get; private set; }

    /// <summary>What Pro Santé Connect gave us; erased once no longer of use.</summary>
    public string? SealedUpstream { get; private set; }
    public int Version { get; private set; }

    public static LoginSession Open(string cookie, Guid professionalId, string sealedPerson, string sealedUpstream, UpstreamProof proof, DateTimeOffset now, TimeSpan life) => new()
    {
        Id = Guid.CreateVersion7(now),
        CookieHash = Protocol.Opaque.Hash(cookie),
        ProfessionalId = professionalId,
        SealedPerson = sealedPerson,
        SealedUpstream = sealedUpstream,
        Acr = proof.Acr,
        Amr = proof.Amr,
        AuthenticatedAt = proof.AuthenticatedAt,
        LastSeenAt = now,
        ExpiresAt = now + life,
    };

    public bool IsLive(DateTimeOffset now, TimeSpan idleLife) =>
        EndedAt is null && now < ExpiresAt && now < LastSeenAt + idleLife;

    /// <summary>No situation is chosen, or the one that was has ended.</summary>
    public bool Unplaced(DateTimeOffset now) => SituationId is null || SituationEndsAt <= now;

    public void WorkIn(Guid situationId, Guid tenantId, DateTimeOffset? endsAt)
    {
        (SituationId, TenantId, SituationEndsAt) = (situationId, tenantId, endsAt);
        Version++;
    }

    public void End(SessionEnd by, DateTimeOffset now)
    {
        if (EndedAt is not null) return;
        (EndedAt, EndedBy) = (now, by);
        Version++;
    }

    public void EraseUpstream() => SealedUpstream = null;
}

/// <summary>Why a session is over.</summary>
public enum SessionEnd { SignedOut, Replaced, Idle, RefreshReused, StaffLeft }

/// <summary>How strongly, by what means and when the person proved who they are.</summary>
public sealed record UpstreamProof(string Acr, string? Amr, DateTimeOffset AuthenticatedAt);

/// <summary>Tokens of Pro Santé Connect, sealed in the row: the first ends its session, the others serve national interfaces.</summary>
public sealed record UpstreamTokens(string IdToken, string AccessToken, string? RefreshToken, DateTimeOffset? RefreshExpiresAt);

/// <summary>Names of the person signed in, sealed in the row.</summary>
public sealed record Person(string NationalId, string FamilyName, string GivenName);

internal sealed class LoginSessionConfiguration : IEntityTypeConfiguration<LoginSession>
{
    public void Configure(EntityTypeBuilder<LoginSession> builder)
    {
        builder.HasIndex(s => s.CookieHash).IsUnique();
        builder.HasIndex(s => s.ProfessionalId);
        builder.HasIndex(s => s.ExpiresAt);
        builder.Property(s => s.EndedBy).HasConversion<string>().HasMaxLength(20);
        builder.Property(s => s.Version).IsConcurrencyToken();
    }
}
