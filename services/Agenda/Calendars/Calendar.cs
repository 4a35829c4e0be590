using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>The last version that took something out: what was remembered before it is read again whole, what was remembered since lacks additions only.</summary>
    public long Removal { get; private init; }

    /// <summary>
    /// Takes the calendars until the transaction ends and moves their version. Always in the order of their ids: two writers wait for
    /// each other, never in a ring. Who only adds takes <see cref="TakenCalendars"/>.
    /// </summary>
    public static async Task TakeAsync(AgendaDbContext db, IEnumerable<CalendarRef> calendars, CancellationToken ct)
    {
        var rows = InOrder(calendars);
        if (rows.Count == 0) return;
        var statement = Upsert(rows.Count, "1", """, "Removal" = "Calendars"."Version" + 1""");
        await db.Database.ExecuteSqlAsync(FormattableStringFactory.Create(statement, [db.TenantId, .. rows.SelectMany(row => new object[] { row.Id, row.Kind.ToString() })]), ct);
    }

    internal static List<CalendarRef> InOrder(IEnumerable<CalendarRef> calendars) => [.. calendars.DistinctBy(c => c.Id).OrderBy(c => c.Id)];

    // The tenant is the first value, then come the id and the kind of each row.
    internal static string Upsert(int count, string removal, string alsoSet)
    {
        var values = string.Join(", ", Enumerable.Range(0, count).Select(i => $"({{0}}, {{{2 * i + 1}}}, {{{2 * i + 2}}}, 1, {removal})"));
        return $"""INSERT INTO "Calendars" ("TenantId", "Id", "Kind", "Version", "Removal") VALUES {values} ON CONFLICT ("TenantId", "Id") DO UPDATE SET "Version" = "Calendars"."Version" + 1{alsoSet}""";
    }
}

/// <summary>Says whether what is remembered of a calendar still stands, or lacks only additions.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CalendarStamp(long Version, long Removal);

internal sealed class CalendarConfiguration : IEntityTypeConfiguration<Calendar>
{
    public void Configure(EntityTypeBuilder<Calendar> builder)
    {
        builder.HasKey(c => new { c.TenantId, c.Id });
        builder.Property(c => c.Kind).HasConversion<string>().HasMaxLength(12);
    }
}
