using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Merging;

/// <summary>An identity that was found to be somebody else's: what a tablet still says of it is said of the kept one.</summary>
public sealed class MergedPerson : ITenantOwned
{
    private MergedPerson() { }

    public Guid TenantId { get; private init; }
    public Guid AbsorbedId { get; private init; }
    public Guid KeptId { get; private init; }
    public DateTimeOffset At { get; private init; }

    public static MergedPerson Of(Guid tenantId, Guid absorbedId, Guid keptId, DateTimeOffset now) => new() { TenantId = tenantId, AbsorbedId = absorbedId, KeptId = keptId, At = now };

    /// <summary>Under which identities these persons are known now; those that stand by themselves are not there.</summary>
    public static Task<Dictionary<Guid, Guid>> AmongAsync(AgendaDbContext db, IReadOnlyCollection<Guid> persons, CancellationToken ct) =>
        db.MergedPersons.AsNoTracking().Where(m => persons.Contains(m.AbsorbedId)).ToDictionaryAsync(m => m.AbsorbedId, m => m.KeptId, ct);
}

public enum ReattachedKind
{
    Participation,

    /// <summary>Both were expected: one place was given up.</summary>
    GivenUpPlace,

    Template,
    GivenUpTemplate,
    Attendance,
    Capture,
    Absence,
    Constraint,
    Request,
    Feed,
    Trip,
}

/// <summary>Something that was the absorbed identity's: what is given back when the merge was a mistake.</summary>
public sealed class Reattached : ITenantOwned
{
    private Reattached() { }

    public Guid TenantId { get; private init; }
    public Guid AbsorbedId { get; private init; }
    public ReattachedKind Kind { get; private init; }

    /// <summary>The row's own id; the occurrence or the activity for places.</summary>
    public Guid RowId { get; private init; }

    public static Reattached Of(Guid tenantId, Guid absorbedId, ReattachedKind kind, Guid rowId) => new() { TenantId = tenantId, AbsorbedId = absorbedId, Kind = kind, RowId = rowId };
}

internal sealed class MergedPersonConfiguration : IEntityTypeConfiguration<MergedPerson>
{
    public void Configure(EntityTypeBuilder<MergedPerson> builder) => builder.ToTable("MergedPersons").HasKey(m => new { m.TenantId, m.AbsorbedId });
}

internal sealed class ReattachedConfiguration : IEntityTypeConfiguration<Reattached>
{
    public void Configure(EntityTypeBuilder<Reattached> builder)
    {
        builder.ToTable("Reattached").HasKey(r => new { r.TenantId, r.AbsorbedId, r.Kind, r.RowId });
        builder.Property(r => r.Kind).HasConversion<string>().HasMaxLength(16);
    }
}
