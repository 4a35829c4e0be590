using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Agenda.Calendars;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Feeds;

/// <summary>How much a feed tells: labels as its owner may read them, or only that the time is taken.</summary>
public enum FeedMask { Labels, Busy }

/// <summary>A private address under which a calendar program fetches one calendar. Who holds the address reads it: it can be revoked, and only its hash is kept.</summary>
public sealed class FeedAddress : ITenantOwned
{
    private const int SecretBytes = 32;

    private FeedAddress() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public CalendarKind Kind { get; private init; }
    public Guid CalendarId { get; private init; }
    public FeedMask Mask { get; private init; }
    public string SecretHash { get; private init; } = "";

    /// <summary>Whose rights are asked again at each fetch.</summary>
    public Guid SituationId { get; private init; }

    public string Account { get; private init; } = "";
    public string AccountKind { get; private init; } = "";
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? RevokedAt { get; private set; }
    public DateTimeOffset? LastFetchedAt { get; private set; }
    public long Fetches { get; private set; }

    /// <summary>The secret is told once and never again.</summary>
    public static (FeedAddress Feed, string Secret) Open(Guid tenantId, CalendarRef calendar, FeedMask mask, FeedOwner owner, DateTimeOffset now)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return (new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, Kind = calendar.Kind, CalendarId = calendar.Id, Mask = mask, SecretHash = HashOf(secret), SituationId = owner.Situation, Account = owner.Account,
            AccountKind = owner.Kind, CreatedAt = now,
        }, secret);
    }

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public bool IsOf(FeedOwner owner) => Account == owner.Account && SituationId == owner.Situation;

    public void Revoke(DateTimeOffset now)
    {
        if (RevokedAt is not null) throw new RuleBrokenException("feed-revoked", "Cette adresse est déjà révoquée. Créez-en une nouvelle au besoin.");
        RevokedAt = now;
    }

    public void Fetched(DateTimeOffset now) => (LastFetchedAt, Fetches) = (now, Fetches + 1);
}

public sealed record FeedOwner(string Kind, string Account, Guid Situation);

internal sealed class FeedAddressConfiguration : IEntityTypeConfiguration<FeedAddress>
{
    public void Configure(EntityTypeBuilder<FeedAddress> builder)
    {
        builder.ToTable("FeedAddresses");
        builder.Property(f => f.Kind).HasConversion<string>().HasMaxLength(12);
        builder.Property(f => f.Mask).HasConversion<string>().HasMaxLength(10);
        builder.Property(f => f.SecretHash).HasMaxLength(64);
        builder.Property(f => f.Account).HasMaxLength(120);
        builder.Property(f => f.AccountKind).HasMaxLength(10);
        builder.HasIndex(f => f.SecretHash).IsUnique();
        builder.HasIndex(f => new { f.TenantId, f.Account });
    }
}
