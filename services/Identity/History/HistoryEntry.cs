using Identity.Qualification;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Identity.History;

/// <summary>Who did it: the token's subject and working situation.</summary>
public sealed record Author(string Subject, Guid? SituationId);

/// <summary>An identity as it stood before an act.</summary>
public sealed record Snapshot(string Status, bool InsMayLeave, int Revision, string Traits)
{
    public static Snapshot Of(Usager u) => new(u.Status.Code(), u.Reliability.InsMayLeave, u.TraitsRevision, Line(u));

    /// <summary>The five traits on one line, as they were.</summary>
    public static string Line(Usager u) => $"{u.BirthName}|{u.GivenNames}|{u.BirthDate}|{u.Sex}|{u.BirthPlace}";
}

/// <summary>One act on an identity. Kept for ever: old traits are found again here.</summary>
public sealed class HistoryEntry : ITenantOwned
{
    private HistoryEntry() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public string Act { get; private init; } = "";
    public string? Reason { get; private init; }
    public string? StatusBefore { get; private init; }
    public string StatusAfter { get; private init; } = "";
    public string? TraitsBefore { get; private init; }
    public string TraitsAfter { get; private init; } = "";
    public int Version { get; private init; }
    public string By { get; private init; } = "";
    public Guid? BySituation { get; private init; }
    public DateTimeOffset At { get; private init; }

    public static HistoryEntry Of(Usager usager, Snapshot? before, string act, string? reason, Author author, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = usager.TenantId, UsagerId = usager.Id, Act = act, Reason = reason, StatusBefore = before?.Status, StatusAfter = usager.Status.Code(),
        TraitsBefore = before?.Traits, TraitsAfter = Snapshot.Line(usager), Version = usager.Version, By = author.Subject, BySituation = author.SituationId, At = now,
    };
}

internal sealed class HistoryEntryConfiguration : IEntityTypeConfiguration<HistoryEntry>
{
    public void Configure(EntityTypeBuilder<HistoryEntry> builder)
    {
        builder.Property(h => h.Act).HasMaxLength(40);
        builder.Property(h => h.Reason).HasMaxLength(300);
        builder.Property(h => h.StatusBefore).HasMaxLength(10);
        builder.Property(h => h.StatusAfter).HasMaxLength(10);
        builder.Property(h => h.TraitsBefore).HasMaxLength(300);
        builder.Property(h => h.TraitsAfter).HasMaxLength(300);
        builder.Property(h => h.By).HasMaxLength(200);
        builder.HasIndex(h => new { h.TenantId, h.UsagerId, h.At });
    }
}
