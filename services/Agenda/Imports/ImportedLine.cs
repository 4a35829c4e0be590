using Agenda.Calendars;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Imports;

/// <summary>A line that was imported: the same one brought again makes nothing new.</summary>
public sealed class ImportedLine : ITenantOwned
{
    private ImportedLine() { }

    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }

    /// <summary>The line's own identifier, or what it says when it has none.</summary>
    public string Key { get; private init; } = "";

    public string Digest { get; private init; } = "";
    public Guid OccurrenceId { get; private init; }
    public DateTimeOffset ImportedAt { get; private init; }

    public static ImportedLine Of(Guid tenantId, Guid establishmentId, string key, string digest, Guid occurrenceId, DateTimeOffset now) =>
        new() { TenantId = tenantId, EstablishmentId = establishmentId, Key = key, Digest = digest, OccurrenceId = occurrenceId, ImportedAt = now };
}

/// <summary>How the tables of a house call somebody or something: matched once by a human, then known.</summary>
public sealed class PlanningName : ITenantOwned
{
    private PlanningName() { }

    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public CalendarKind Kind { get; private init; }

    /// <summary>Folded: « DUPONT Léa » is « dupont lea ».</summary>
    public string Name { get; private init; } = "";

    public Guid CalendarId { get; private set; }

    public static PlanningName Of(Guid tenantId, Guid establishmentId, CalendarKind kind, string name, Guid calendarId) =>
        new() { TenantId = tenantId, EstablishmentId = establishmentId, Kind = kind, Name = name, CalendarId = calendarId };

    public void Match(Guid calendarId) => CalendarId = calendarId;
}

internal sealed class ImportedLineConfiguration : IEntityTypeConfiguration<ImportedLine>
{
    public void Configure(EntityTypeBuilder<ImportedLine> builder)
    {
        builder.ToTable("ImportedLines").HasKey(l => new { l.TenantId, l.EstablishmentId, l.Key });
        builder.Property(l => l.Key).HasMaxLength(100);
        builder.Property(l => l.Digest).HasMaxLength(64);
    }
}

internal sealed class PlanningNameConfiguration : IEntityTypeConfiguration<PlanningName>
{
    public void Configure(EntityTypeBuilder<PlanningName> builder)
    {
        builder.ToTable("PlanningNames").HasKey(n => new { n.TenantId, n.EstablishmentId, n.Kind, n.Name });
        builder.Property(n => n.Kind).HasConversion<string>().HasMaxLength(12);
        builder.Property(n => n.Name).HasMaxLength(120);
    }
}
