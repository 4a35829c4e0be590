using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Agenda.Houses;
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
    /// each other, never in a ring.
    /// </summary>
    public static async Task TakeAsync(AgendaDbContext db, IEnumerable<CalendarRef> calendars, CancellationToken ct)
    {
        var rows = InOrder(calendars);
        if (rows.Count > 0) await db.Database.ExecuteSqlAsync(Upsert(db.TenantId, rows, "1", """, "Removal" = "Calendars"."Version" + 1""", []), ct);
    }

    /// <summary>The same for who will add and take nothing out. What is added carries the version that brought it (<see cref="Busy.Since"/>).</summary>
    /// <returns>The versions taken, and that of the house, asked on the same way.</returns>
    public static async Task<TakenCalendars> TakeToAddAsync(AgendaDbContext db, IEnumerable<CalendarRef> calendars, Guid house, CancellationToken ct)
    {
        var rows = InOrder(calendars);
        if (rows.Count == 0) return new(new Dictionary<Guid, long>(), (await KnownHouses.VersionsAsync(db, [house], ct)).GetValueOrDefault(house).Version);
        var n = 3 * rows.Count;
        var taken = await db.Database.SqlQuery<TakenCalendar>(Upsert(db.TenantId, rows, "0", "", [db.TenantId, house],
            $$""" RETURNING "Id", "Version", (SELECT h."Version" FROM "Calendars" AS h WHERE h."TenantId" = {{{n}}} AND h."Id" = {{{n + 1}}}) AS "House" """)).ToListAsync(ct);
        return new(taken.ToDictionary(t => t.Id, t => t.Version), taken[0].House ?? 0);
    }

    private static List<CalendarRef> InOrder(IEnumerable<CalendarRef> calendars) => [.. calendars.DistinctBy(c => c.Id).OrderBy(c => c.Id)];

    private static FormattableString Upsert(Guid tenant, List<CalendarRef> rows, string removal, string alsoSet, object[] more, string returning = "")
    {
        var values = string.Join(", ", rows.Select((_, i) => $"({{{3 * i}}}, {{{3 * i + 1}}}, {{{3 * i + 2}}}, 1, {removal})"));
        var statement = $"""INSERT INTO "Calendars" ("TenantId", "Id", "Kind", "Version", "Removal") VALUES {values} ON CONFLICT ("TenantId", "Id") DO UPDATE SET "Version" = "Calendars"."Version" + 1{alsoSet}{returning}""";
        return FormattableStringFactory.Create(statement, [.. rows.SelectMany(row => new object[] { tenant, row.Id, row.Kind.ToString() }), .. more]);
    }
}

/// <param name="House">Version of the house's row; 0 when nothing was ever said of it.</param>
public sealed record TakenCalendars(IReadOnlyDictionary<Guid, long> Versions, long House);

/// <summary>What the database answers for one calendar taken.</summary>
public sealed record TakenCalendar(Guid Id, long Version, long? House);

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
