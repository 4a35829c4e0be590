using Consent.Deciding;
using Contracts.Consent;
using Contracts.Directory;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;
using CareCircleMember = Consent.CareCircles.CareCircleMember;

namespace Consent.Consents;

/// <summary>A line of the sharing register: who needs what about a person, why and on which legal base, as a professional of the team states it.</summary>
public sealed class SharingNeed : IOfPerson
{
    private SharingNeed() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public List<string> Recipients { get; private init; } = [];
    public List<string> Categories { get; private init; } = [];

    /// <summary>Empty: every item of the categories.</summary>
    public List<string> ItemIds { get; private init; } = [];

    public string Purpose { get; private init; } = "";
    public string LegalBase { get; private init; } = "";
    public string Why { get; private init; } = "";
    public Guid StatedBy { get; private init; }
    public DateTimeOffset StatedAt { get; private init; }
    public DateTimeOffset? EndedAt { get; private set; }

    public static SharingNeed State(Guid tenantId, Guid usagerId, NeedFacts facts, Guid statedBy, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, Recipients = [.. facts.Recipients.Select(r => r.Text)], Categories = [.. facts.Categories], ItemIds = [.. facts.ItemIds],
        Purpose = facts.Purpose, LegalBase = facts.LegalBase, Why = facts.Why, StatedBy = statedBy, StatedAt = now,
    };

    public ConsentChanged Stated() => new(Id, UsagerId, "SHARING_NEED", "active", StatedAt);

    public ConsentChanged End(DateTimeOffset now)
    {
        if (EndedAt is not null) throw new RuleBrokenException("need-ended", "Cette ligne du registre est déjà close. Rafraîchissez la liste.");
        EndedAt = now;
        return new(Id, UsagerId, "SHARING_NEED", "withdrawn", now);
    }

    internal bool Covers(Question question, Situation situation, CareCircleMember[] circle, DateTimeOffset now) =>
        EndedAt is null && StatedAt <= now && Categories.Contains(question.Category) && Purpose == question.Purpose
        && (ItemIds.Count == 0 || (question.Item is { } item && ItemIds.Contains(item.Id)))
        && (question is { Action: "S", Recipient.Length: > 0 } ? Recipients.Exists(r => Recipient.Matches(r, question.Recipient, circle)) : Recipients.Exists(r => Recipient.Matches(r, situation, circle)));
}

public sealed record NeedFacts(IReadOnlyList<Recipient> Recipients, IReadOnlyList<string> Categories, IReadOnlyList<string> ItemIds, string Purpose, string LegalBase, string Why);

internal sealed class SharingNeedConfiguration : IEntityTypeConfiguration<SharingNeed>
{
    public void Configure(EntityTypeBuilder<SharingNeed> builder)
    {
        builder.Property(n => n.Purpose).HasMaxLength(20);
        builder.Property(n => n.LegalBase).HasMaxLength(60);
        builder.Property(n => n.Why).HasMaxLength(500);
        builder.Property(n => n.EndedAt).IsConcurrencyToken();
        builder.HasIndex(n => new { n.TenantId, n.UsagerId });
    }
}
