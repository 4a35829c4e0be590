using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Calendars;

/// <summary>
/// The time of one person or thing. Its version rises with each change of what it holds: writers take the row before they look,
/// so two of them never see the same free hour, and readers know whether what they remember is still true.
/// </summary>
public sealed class Calendar : ITenantOwned
{
    private Calendar() { }

    public Guid TenantId { get; private init; }

    /// <summary>The usager, the situation or the resource.</summary>
    public Guid Id { get; private init; }

    public CalendarKind Kind { get; private init; }
    public long Version { get; private init; }

    /// <summary>
    /// Takes the calendars until the transaction ends and moves their version. Always in the order of their ids: two writers wait for
    /// each other, never in a ring.
    /// </summary>
    public static async Task TakeAsync(AgendaDbContext db, IEnumerable<CalendarRef> calendars, CancellationToken ct)
    {
        var rows = calendars.DistinctBy(c => c.Id).OrderBy(c => c.Id).ToList();
        if (rows.Count == 0) return;
        var values = string.Join(", ", rows.Select((_, i) => $"({{{3 * i}}}, {{{3 * i + 1}}}, {{{3 * i + 2}}}, 1)"));
        var statement = $"""INSERT INTO "Calendars" ("TenantId", "Id", "Kind", "Version") VALUES {values} ON CONFLICT ("TenantId", "Id") DO UPDATE SET "Version" = "Calendars"."Version" + 1""";
        await db.Database.ExecuteSqlAsync(FormattableStringFactory.Create(statement, [.. rows.SelectMany(row => new object[] { db.TenantId, row.Id, row.Kind.ToString() })]), ct);
    }
}

internal sealed class CalendarConfiguration : IEntityTypeConfiguration<Calendar>
{
    public void Configure(EntityTypeBuilder<Calendar> builder)
    {
        builder.HasKey(c => new { c.TenantId, c.Id });
        builder.Property(c => c.Kind).HasConversion<string>().HasMaxLength(12);
    }
}
