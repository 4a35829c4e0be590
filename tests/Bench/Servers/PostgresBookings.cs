using Npgsql;

namespace Bench.Servers;

/// <summary>What PostgreSQL does alone: 2 000 professionals, a million half-hours under an exclusion constraint, free time by multiranges.</summary>
internal sealed class PostgresBookings : IDisposable
{
    public const int Departments = 12, Specialities = 20, Professionals = 2000;
    private readonly NpgsqlDataSource _source;

    private PostgresBookings(NpgsqlDataSource source) => _source = source;

    public static async Task<PostgresBookings> StartAsync(PostgresServer server, DateTimeOffset monday)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { CommandTimeout = 170, MaxPoolSize = 20, MaxAutoPrepare = 10, AutoPrepareMinUsages = 1 }.ToString());
        foreach (var statement in Setup(monday))
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }

        return new(source);
    }

    /// <summary>The first ten free half-hours of a speciality in a department over fourteen days.</summary>
    public async Task<List<DateTime>> FreeAsync(int department, int speciality, DateTimeOffset from)
    {
        await using var command = _source.CreateCommand("SELECT slot FROM free_slots($1, $2, $3)");
        foreach (var value in new object[] { department, speciality, from.UtcDateTime }) command.Parameters.AddWithValue(value);
        await using var reader = await command.ExecuteReaderAsync();
        var slots = new List<DateTime>();
        while (await reader.ReadAsync()) slots.Add(reader.GetDateTime(0));
        return slots;
    }

    public async Task BookAsync(int professional, DateTimeOffset start)
    {
        await using var command = _source.CreateCommand("INSERT INTO booking (pro, tenant, during) VALUES ($1, 1, tstzrange($2, $3)) ON CONFLICT DO NOTHING");
        foreach (var value in new object[] { professional, start.UtcDateTime, start.UtcDateTime.AddMinutes(30) }) command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose() => _source.Dispose();

    // The grid is half-hours, twenty a day over forty days, 63 % of them taken.
    private static IEnumerable<string> Setup(DateTimeOffset monday) =>
    [
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        "SELECT setseed(0.1)",
        "CREATE TABLE pro (id int PRIMARY KEY, spec int NOT NULL, dept int NOT NULL)",
        $"INSERT INTO pro SELECT i, i % {Specialities}, 1 + (i / {Specialities}) % {Departments} FROM generate_series(1, {Professionals}) i",
        "CREATE INDEX ON pro (dept, spec)",
        "CREATE TABLE booking (id bigserial PRIMARY KEY, pro int NOT NULL, tenant int NOT NULL, during tstzrange NOT NULL)",
        $"""
        INSERT INTO booking (pro, tenant, during) SELECT p.id, 1, tstzrange(t, t + '30 min') FROM pro p CROSS JOIN LATERAL
        (SELECT timestamptz '{monday:yyyy-MM-dd} 08:00+00' + (s / 20) * interval '1 day' + (s % 20) * interval '30 min' t FROM generate_series(0, 799) s WHERE random() < 0.63) x
        """,
        "ALTER TABLE booking ADD CONSTRAINT no_overlap EXCLUDE USING gist (pro WITH =, during WITH &&)",
        "CREATE INDEX ON booking (pro, lower(during))",
        """
        CREATE FUNCTION free_slots(d int, s int, f timestamptz) RETURNS TABLE (pro int, slot timestamptz) LANGUAGE sql STABLE AS $$
        WITH p AS (SELECT id FROM pro WHERE dept = d AND spec = s),
        open AS (SELECT range_agg(tstzrange(x, x + '10 hours')) r FROM generate_series(f, f + '13 days', '1 day') x),
        busy AS (SELECT p.id, coalesce((SELECT range_agg(b.during) FROM booking b WHERE b.pro = p.id AND lower(b.during) >= f AND lower(b.during) < f + '14 days'), '{}'::tstzmultirange) r FROM p)
        SELECT b.id, t FROM busy b, open o, LATERAL unnest(o.r - b.r) g(r), LATERAL generate_series(lower(g.r), upper(g.r) - interval '30 min', '30 min') t ORDER BY t, b.id LIMIT 10 $$
        """,
        "VACUUM ANALYZE",
    ];
}
