using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Merging;

/// <summary>A subject that was found to be another one, or was not after all. Facts are compared by their moments: they may come late, twice or in another order.</summary>
public sealed class SubjectMerge : ITenantOwned
{
    // A request lasts seconds, work under a claim minutes; a service that decides may hear of the merge an hour late, or the next day when it was down.
    private static readonly TimeSpan[] Gaps = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(2), TimeSpan.FromDays(1)];

    private SubjectMerge() { }

    public Guid TenantId { get; private init; }
    public Guid AbsorbedId { get; private init; }

    /// <summary>As the fact names it; it may have been absorbed in its turn.</summary>
    public Guid KeptId { get; private set; }

    public DateTimeOffset MergedAt { get; private set; }

    /// <summary>The merge was a mistake.</summary>
    public DateTimeOffset? UndoneAt { get; private set; }

    /// <summary>When it is followed once more, for what came late; null once nothing can.</summary>
    public DateTimeOffset? SweepAt { get; private set; }

    public int Sweeps { get; private set; }
    public int Version { get; private set; }

    internal static SubjectMerge Of(Guid tenantId, Guid absorbed, Guid kept, DateTimeOffset at) => new() { TenantId = tenantId, AbsorbedId = absorbed, KeptId = kept, MergedAt = at };

    internal void MergeAgain(Guid kept, DateTimeOffset at) => (KeptId, MergedAt, UndoneAt, Version) = (kept, at, null, Version + 1);

    internal void Undo(DateTimeOffset at) => (UndoneAt, SweepAt, Version) = (at, null, Version + 1);

    internal void Followed(DateTimeOffset now) => (Sweeps, SweepAt) = (0, now + Gaps[0]);

    internal void Swept(DateTimeOffset now)
    {
        Sweeps++;
        (SweepAt, Version) = (Sweeps < Gaps.Length ? now + Gaps[Sweeps] : null, Version + 1);
    }
}

/// <summary>A row that went over with a merge: what is given back when the merge was a mistake.</summary>
public sealed class MovedRow : ITenantOwned
{
    private MovedRow() { }

    public Guid TenantId { get; private init; }
    public Guid AbsorbedId { get; private init; }
    public string Kind { get; private init; } = "";
    public Guid RowId { get; private init; }

    public static MovedRow Of(Guid tenantId, Guid absorbed, string kind, Guid row) => new() { TenantId = tenantId, AbsorbedId = absorbed, Kind = kind, RowId = row };
}

internal sealed class MergingConfiguration : IEntityTypeConfiguration<SubjectMerge>, IEntityTypeConfiguration<MovedRow>, IEntityTypeConfiguration<RowToSort>
{
    public void Configure(EntityTypeBuilder<SubjectMerge> builder)
    {
        builder.ToTable("SubjectMerges").HasKey(m => new { m.TenantId, m.AbsorbedId });
        builder.Property(m => m.Version).IsConcurrencyToken();
        builder.HasIndex(m => new { m.TenantId, m.KeptId });
        builder.HasIndex(m => m.SweepAt).HasFilter("\"SweepAt\" IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<MovedRow> builder)
    {
        builder.ToTable("MovedRows").HasKey(r => new { r.TenantId, r.AbsorbedId, r.Kind, r.RowId });
        builder.Property(r => r.Kind).HasMaxLength(RowToSort.LongestKind);
    }

    public void Configure(EntityTypeBuilder<RowToSort> builder)
    {
        builder.ToTable("RowsToSort");
        builder.Property(r => r.Kind).HasMaxLength(RowToSort.LongestKind);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.HasIndex(r => new { r.TenantId, r.RestoredId, r.KeptId, r.Kind, r.RowId }).IsUnique().HasFilter("\"SettledAt\" IS NULL");
        builder.HasIndex(r => new { r.TenantId, r.KeptId });
    }
}
