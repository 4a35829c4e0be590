using Identity.Matching;
using Identity.Traits;
using Npgsql;
using NpgsqlTypes;

namespace Bench.Servers;

/// <summary>The same invented people twice in one database: as the anchor keeps them, and as identity does.</summary>
internal sealed class KnownPeople(PostgresServer server) : IDisposable
{
    public const string Database = "identity";
    public static readonly Guid Tenant = Guid.Parse("01900000-0000-7000-8000-000000000001");

    private readonly NpgsqlDataSource _source = server.Open(Database);

    public static async Task<KnownPeople> CreateAsync(PostgresServer server)
    {
        await using var root = server.Open();
        // Not a superuser: row-level security binds it as it does in production.
        foreach (var act in new[] { "CREATE ROLE platform LOGIN", $"CREATE DATABASE {Database} OWNER platform" }) await using (var command = root.CreateCommand(act)) await command.ExecuteNonQueryAsync();
        return new(server);
    }

    public async Task InventAsync(int people)
    {
        var script = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "people.sql"));
        await ActAsync(script.Replace(":people", $"{people}", StringComparison.Ordinal));
    }

    /// <summary>Fills identity's tables, which its own migrations have made.</summary>
    public async Task AdmitAsync()
    {
        await ActAsync($"""
            INSERT INTO "Usagers" ("Id", "TenantId", "Ipp", "BirthName", "BirthNameTyped", "FirstGivenName", "GivenNames", "BirthDate", "Sex", "BirthPlace", "TraitsRevision", "Status", "Marks", "Active", "Version", "CreatedAt")
            SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(id), 12, '0'))::uuid, '{Tenant}', id::text, family, family, given, given, birth::text, CASE sex WHEN 1 THEN 'M' ELSE 'F' END, place, 1, 'Prov', 0, true, 1, now() FROM person;
            ALTER TABLE "MatchKeys" DISABLE TRIGGER ALL;
            ALTER TABLE "MatchKeys" DROP CONSTRAINT "PK_MatchKeys";
            """);
        await CopyKeysAsync();
        await ActAsync("""
            ALTER TABLE "MatchKeys" ADD CONSTRAINT "PK_MatchKeys" PRIMARY KEY ("TenantId", "Key", "UsagerId");
            ALTER TABLE "MatchKeys" ENABLE TRIGGER ALL;
            """);
        await ActAsync("VACUUM ANALYZE");   // as PostgreSQL does by itself within minutes, for both sides
    }

    public async Task<IReadOnlyList<AskedPerson>> QuestionsAsync()
    {
        await using var command = _source.CreateCommand("SELECT n::int, id, family, given, birth, sex, place FROM question ORDER BY n");
        await using var reader = await command.ExecuteReaderAsync();
        var all = new List<AskedPerson>();
        while (await reader.ReadAsync()) all.Add(new(reader.GetInt32(0), IdOf(reader.GetInt32(1)), Read(reader, 2)));
        return all;
    }

    /// <summary>The anchor: three blocks, Levenshtein's score, ten best.</summary>
    public async Task<IReadOnlyList<Guid>> BlockingAsync(int question)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT * FROM blocking($1)", connection) { Parameters = { new() { Value = question } } };
        await command.PrepareAsync();
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<Guid>();
        while (await reader.ReadAsync()) found.Add(IdOf(reader.GetInt32(0)));
        return found;
    }

    public void Dispose() => _source.Dispose();

    private async Task CopyKeysAsync()
    {
        await using var from = await _source.OpenConnectionAsync();
        await using var into = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT id, id, family, given, birth, sex, place FROM person", from);
        await using var reader = await command.ExecuteReaderAsync();
        await using var keys = await into.BeginBinaryImportAsync("""COPY "MatchKeys" ("TenantId", "Key", "UsagerId") FROM STDIN (FORMAT BINARY)""");
        while (await reader.ReadAsync())
        {
            var id = IdOf(reader.GetInt32(0));
            foreach (var key in BlockingKeys.Stored(Read(reader, 2)))
            {
                await keys.StartRowAsync();
                await keys.WriteAsync(Tenant, NpgsqlDbType.Uuid);
                await keys.WriteAsync(key, NpgsqlDbType.Bigint);
                await keys.WriteAsync(id, NpgsqlDbType.Uuid);
            }
        }
        await keys.CompleteAsync();
    }

    private static Fingerprint Read(NpgsqlDataReader row, int from) => new(row.GetString(from), row.GetString(from + 1), row.GetFieldValue<DateOnly>(from + 2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        row.GetInt32(from + 3) == 1 ? Sex.M : Sex.F, row.IsDBNull(from + 4) ? BirthPlace.Unknown : row.GetString(from + 4));

    private static Guid IdOf(int number) => Guid.Parse($"01900000-0000-7000-8000-{number:x12}");

    private async Task ActAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>What is typed about somebody, with its slips, and who it is.</summary>
internal sealed record AskedPerson(int Number, Guid Who, Fingerprint Typed);
