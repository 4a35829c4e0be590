using Consent.Consents;
using Consent.Deciding;
using Contracts.Consent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.Oppositions;

/// <summary>A person's "no": to a channel, to a category, to a recipient, or to all. It beats team membership.</summary>
public sealed class Opposition : IOfPerson
{
    private Opposition() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }

    /// <summary>dmp, mssante, citizen; emergency: no bris de glace; null: whatever the channel, and reading inside the house too.</summary>
    public string? Channel { get; private init; }

    /// <summary>Data category; null: all.</summary>
    public string? Category { get; private init; }

    /// <summary>National identifier or address of the one refused; null: everybody.</summary>
    public string? Recipient { get; private init; }

    /// <summary>One document or note; null: all.</summary>
    public string? ItemId { get; private init; }

    /// <summary>The team goes on; nobody outside of it.</summary>
    public bool OutsideTeam { get; private init; }

    /// <summary>No sharing at all, the team included.</summary>
    public bool Everything { get; private init; }

    /// <summary>With what support it was explained; null when it was not told.</summary>
    public string? Leaflet { get; private init; }

    public string Reason { get; private init; } = "";
    public Guid? CollectedBy { get; private init; }
    public DateTimeOffset RecordedAt { get; private init; }
    public DateTimeOffset? WithdrawnAt { get; private set; }
    public int Version { get; private set; }

    public static Opposition Record(Guid tenantId, Guid usagerId, OppositionScope scope, string reason, Guid? collectedBy, DateTimeOffset now)
    {
        if (scope is { Channel: null, Category: null, Recipient: null, ItemId: null, Everything: false })
            throw new BadInputException("opposition-without-scope", "Précisez à quoi la personne s'oppose : un canal, une catégorie de données ou un destinataire.");
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, Channel = scope.Channel, Category = scope.Category, Recipient = scope.Recipient?.ToLowerInvariant(),
            ItemId = scope.ItemId, OutsideTeam = scope.OutsideTeam, Everything = scope.Everything, Leaflet = scope.Leaflet, Reason = reason, CollectedBy = collectedBy, RecordedAt = now,
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

    /// <summary>As it was before it was withdrawn.</summary>
    internal Opposition Standing()
    {
        if (WithdrawnAt is null) return this;
        var before = (Opposition)MemberwiseClone();
        before.WithdrawnAt = null;
        return before;
    }

    /// <summary>Whether this "no" covers the question. One that names a channel says nothing of what stays in the house.</summary>
    internal bool Forbids(Question question, Tie tie, string nationalId, DateTimeOffset now) =>
        WithdrawnAt is null && RecordedAt <= now
        && (Everything || (
            (Channel is null || Channel == question.Channel)
            && (Category is null || Category == question.Category)
            && (ItemId is null || ItemId == question.Item?.Id)
            && (!OutsideTeam || tie is Tie.Outside or Tie.None || question.Channel.Length > 0 || question.Action is "S" or "X")
            && (Recipient is null || Recipient.Equals(question.Recipient, StringComparison.OrdinalIgnoreCase) || Recipient.Equals(nationalId, StringComparison.OrdinalIgnoreCase))));

    internal bool Names(string nationalId) => Recipient is not null && Recipient.Equals(nationalId, StringComparison.OrdinalIgnoreCase);

    internal bool ForbidsEmergency(DateTimeOffset now) => WithdrawnAt is null && RecordedAt <= now && (Everything || Channel == "emergency");
}

/// <summary>What the person says no to; at least one is named.</summary>
public sealed record OppositionScope(string? Channel, string? Category, string? Recipient, string? ItemId = null, bool OutsideTeam = false, bool Everything = false, string? Leaflet = null);

internal sealed class OppositionConfiguration : IEntityTypeConfiguration<Opposition>
{
    public void Configure(EntityTypeBuilder<Opposition> builder)
    {
        builder.Property(o => o.Channel).HasMaxLength(10);
        builder.Property(o => o.Category).HasMaxLength(3);
        builder.Property(o => o.Recipient).HasMaxLength(254);
        builder.Property(o => o.ItemId).HasMaxLength(60);
        builder.Property(o => o.Leaflet).HasMaxLength(80);
        builder.Property(o => o.Reason).HasMaxLength(500);
        builder.Property(o => o.Version).IsConcurrencyToken();
        builder.HasIndex(o => new { o.TenantId, o.UsagerId });
    }
}
