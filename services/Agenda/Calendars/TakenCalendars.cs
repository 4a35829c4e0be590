using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Agenda.Calendars;

/// <summary>
/// Calendars held by who will add and take nothing out, with what they hold. They are taken and read on one way to the database, by two
/// statements: the second looks once the first has waited for whoever held them, and sees what they did.
/// </summary>
/// <param name="Versions">Of the calendars taken. What is added carries the one that brought it (<see cref="Busy.Since"/>).</param>
/// <param name="House">Version of the house's row; 0 when nothing was ever said of it.</param>
public sealed record TakenCalendars(IReadOnlyDictionary<Guid, long> Versions, long House, IReadOnlyDictionary<Guid, Timetable> Times)
{
    // Excludes nothing. With two bounds PostgreSQL expects few rows whatever they are and keeps one plan; with one it makes a plan for each booking.
    private static readonly DateTime Forever = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    public static async Task<TakenCalendars> TakeAsync(AgendaDbContext db, IEnumerable<CalendarRef> calendars, Guid house, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var rows = Calendar.InOrder(calendars);
        if (rows.Count == 0) return new(new Dictionary<Guid, long>(), (await Houses.KnownHouses.VersionsAsync(db, [house], ct)).GetValueOrDefault(house).Version, new Dictionary<Guid, Timetable>());
        List<object> values = [db.TenantId, .. rows.SelectMany(row => new object[] { row.Id, row.Kind.ToString() }), house, from.UtcDateTime, until.UtcDateTime, Forever];
        var command = db.GetService<IRawSqlCommandBuilder>().Build(Statements(rows.Count), values, db.Model);
        await using var answer = await command.RelationalCommand.ExecuteReaderAsync(new(
            db.GetService<IRelationalConnection>(), command.ParameterValues, null, db, db.GetService<IRelationalCommandDiagnosticsLogger>(), CommandSource.FromSqlQuery), ct);
        return await ReadAsync(answer.DbDataReader, rows, ct);
    }

    private static string Statements(int count)
    {
        var ids = string.Join(", ", Enumerable.Range(0, count).Select(i => Place(1 + 2 * i)));
        return $"""
            {Calendar.Upsert(count, "0", "")} RETURNING "Id", "Version", (SELECT h."Version" FROM "Calendars" AS h WHERE h."TenantId" = {Place(0)} AND h."Id" = {Place(1 + 2 * count)}) AS "House";
            SELECT "CalendarId", "StartsAt", "EndsAt", "Nature", "SourceId", "EstablishmentId", "UnitId", "Joint" FROM "BusyTimes"
            WHERE "TenantId" = {Place(0)} AND "CalendarId" IN ({ids}) AND "EndsAt" > {Place(2 + 2 * count)} AND "EndsAt" <= {Place(4 + 2 * count)} AND "StartsAt" < {Place(3 + 2 * count)}
            """;
    }

    private static async Task<TakenCalendars> ReadAsync(DbDataReader answer, List<CalendarRef> rows, CancellationToken ct)
    {
        var (versions, house) = (new Dictionary<Guid, long>(rows.Count), 0L);
        while (await answer.ReadAsync(ct))
        {
            versions[answer.GetGuid(0)] = answer.GetInt64(1);
            if (!answer.IsDBNull(2)) house = answer.GetInt64(2);
        }

        await answer.NextResultAsync(ct);
        var held = rows.ToDictionary(row => row.Id, _ => new List<Stretch>());
        while (await answer.ReadAsync(ct))
            held[answer.GetGuid(0)].Add(new(answer.GetDateTime(1).Ticks, answer.GetDateTime(2).Ticks, Enum.Parse<BusyNature>(answer.GetString(3)), answer.GetGuid(4), Id(answer, 5), Id(answer, 6), answer.GetBoolean(7)));
        return new(versions, house, held.ToDictionary(one => one.Key, one => Timetable.Of(one.Value)));
    }

    private static Guid? Id(DbDataReader answer, int column) => answer.IsDBNull(column) ? null : answer.GetGuid(column);

    private static string Place(int parameter) => string.Create(CultureInfo.InvariantCulture, $"{{{parameter}}}");
}
