using Contracts.Consent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.Oppositions;

/// <summary>A person's "no": to a channel, to a category, to a recipient, or to all. It beats team membership.</summary>
public sealed class Opposition : ITenantOwned
{
    private Opposition() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }

    /// <summary>dmp, mssante, citizen; null: whatever the channel, and reading inside the house too.</summary>
    public string? Channel { get; private init; }

    /// <summary>Data category; null: all.</summary>
    public string? Category { get; private init; }

    /// <summary>National identifier or address of the one refused; null: everybody.</summary>
    public string? Recipient { get; private init; }

    public string Reason { get; private init; } = "";
    public Guid? CollectedBy { get; private init; }
    public DateTimeOffset RecordedAt { get; private init; }
    public DateTimeOffset? WithdrawnAt { get; private set; }
    public int Version { get; private set; }

    public static Opposition Record(Guid tenantId, Guid usagerId, OppositionScope scope, string reason, Guid? collectedBy, DateTimeOffset now)
    {
        if (scope is { Channel: null, Category: null, Recipient: null })
            throw new BadInputException("opposition-without-scope", "Précisez à quoi la personne s'oppose : un canal, une catégorie de données ou un destinataire.");
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, Channel = scope.Channel, Category = scope.Category, Recipient = scope.Recipient?.ToLowerInvariant(),
            Reason = reason, CollectedBy = collectedBy, RecordedAt = now,
        };
    }

    public ConsentChanged Recorded() => new(Id, UsagerId, "OPPOSITION", "active", RecordedAt);

    public ConsentChanged Withdraw(DateTimeOffset now)
    {
        if (WithdrawnAt is not null) throw new RuleBrokenException("opposition-withdrawn", "Cette opposition est déjà levée. Rafraîchissez la liste.");
        WithdrawnAt = now;
        Version++;
        return new(Id, UsagerId, "OPPOSITION", "withdrawn", now);
    }

    /// <summary>Whether this "no" covers the question. One that names a channel says nothing of what stays in the house.</summary>
    public bool Forbids(string category, string channel, string recipient, string nationalId, DateTimeOffset now) =>
        WithdrawnAt is null && RecordedAt <= now
        && (Channel is null || Channel == channel)
        && (Category is null || Category == category)
        && (Recipient is null || Recipient.Equals(recipient, StringComparison.OrdinalIgnoreCase) || Recipient.Equals(nationalId, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What the person says no to; at least one is named.</summary>
public sealed record OppositionScope(string? Channel, string? Category, string? Recipient);

internal sealed class OppositionConfiguration : IEntityTypeConfiguration<Opposition>
{
    public void Configure(EntityTypeBuilder<Opposition> builder)
    {
        builder.Property(o => o.Channel).HasMaxLength(10);
        builder.Property(o => o.Category).HasMaxLength(3);
        builder.Property(o => o.Recipient).HasMaxLength(254);
        builder.Property(o => o.Reason).HasMaxLength(500);
        builder.Property(o => o.Version).IsConcurrencyToken();
        builder.HasIndex(o => new { o.TenantId, o.UsagerId });
    }
}
