using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Identity.Matching;

public enum DuplicateReason { SameIns, Resembling }

public enum DuplicateState { Open, Distinct, Merged }

/// <summary>Two identities that may be one person (DPOT). A human decides; nothing is ever merged by itself.</summary>
public sealed class PotentialDuplicate : ITenantOwned
{
    private PotentialDuplicate() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid FirstId { get; private init; }
    public Guid SecondId { get; private init; }
    public DuplicateReason Reason { get; private init; }
    public double Score { get; private init; }
    public DuplicateState State { get; private set; }
    public string? DecidedBy { get; private set; }
    public string? Comment { get; private set; }
    public DateTimeOffset FoundAt { get; private init; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public int Version { get; private set; } = 1;

    /// <summary>The pair in one order, so that it is raised once whoever is met first.</summary>
    public static PotentialDuplicate Of(Guid tenantId, Guid a, Guid b, DuplicateReason reason, double score, DateTimeOffset now)
    {
        var (first, second) = a.CompareTo(b) < 0 ? (a, b) : (b, a);
        return new() { Id = Guid.CreateVersion7(now), TenantId = tenantId, FirstId = first, SecondId = second, Reason = reason, Score = score, FoundAt = now };
    }

    public void HoldDistinct(string by, string comment, DateTimeOffset now) => Decide(DuplicateState.Distinct, by, comment, now);

    public void Merge(string by, string comment, DateTimeOffset now) => Decide(DuplicateState.Merged, by, comment, now);

    private void Decide(DuplicateState state, string by, string comment, DateTimeOffset now)
    {
        if (State != DuplicateState.Open) throw new RuleBrokenException("duplicate-decided", "Ce doublon potentiel a déjà été traité. Relisez la liste.");
        (State, DecidedBy, Comment, DecidedAt) = (state, by, comment, now);
        Version++;
    }
}

internal sealed class PotentialDuplicateConfiguration : IEntityTypeConfiguration<PotentialDuplicate>
{
    public void Configure(EntityTypeBuilder<PotentialDuplicate> builder)
    {
        builder.Property(d => d.Reason).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.DecidedBy).HasMaxLength(200);
        builder.Property(d => d.Comment).HasMaxLength(500);
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.HasIndex(d => new { d.TenantId, d.FirstId, d.SecondId, d.Reason }).IsUnique();
    }
}
