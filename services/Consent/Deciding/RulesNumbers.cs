using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Consent.Deciding;

/// <summary>
/// The number of a tenant's last change, as its row says now: the one question to the database that every decision costs. So it
/// goes by prepared statements on connections of its own, whose row-level security is told the tenant in the same trip.
/// </summary>
internal sealed class RulesNumbers : IDisposable
{
    private const int MostIdle = 8;
    private readonly ConcurrentQueue<Reader> _idle = new();

    public async Task<long> ReadAsync(ConsentDbContext db, CancellationToken ct)
    {
        var known = _idle.TryDequeue(out var reader);
        reader ??= await Reader.OpenAsync(db, ct);
        try
        {
            return await KeepAsync(reader, db.TenantId, ct);
        }
        catch (DbException) when (known)
        {
            // The database was away for a moment and took its connections with it: a new one tells whether it is back.
            return await KeepAsync(await Reader.OpenAsync(db, ct), db.TenantId, ct);
        }
    }

    public void Dispose()
    {
        while (_idle.TryDequeue(out var reader)) reader.Dispose();
    }

    private async Task<long> KeepAsync(Reader reader, Guid tenant, CancellationToken ct)
    {
        var kept = false;
        try
        {
            var number = await reader.ReadAsync(tenant, ct);
            if (kept = _idle.Count < MostIdle) _idle.Enqueue(reader);
            return number;
        }
        finally
        {
            if (!kept) reader.Dispose();
        }
    }

    private sealed class Reader : IDisposable
    {
        private readonly DbConnection _connection;
        private readonly DbCommand _command;
        private readonly DbParameter _tenant;
        private readonly DbParameter? _setting;

        private Reader(DbConnection connection, bool rowLevelSecurity)
        {
            (_connection, _command) = (connection, connection.CreateCommand());
            var read = """SELECT "Sequence" FROM "RulesVersions" WHERE "TenantId" = @tenant""";
            _command.CommandText = rowLevelSecurity ? $"SELECT set_config('app.tenant', @setting, false); {read}" : read;
            if (rowLevelSecurity) _setting = Add("setting", "");
            _tenant = Add("tenant", Guid.Empty);
        }

        public static async Task<Reader> OpenAsync(ConsentDbContext db, CancellationToken ct)
        {
            var connection = DbProviderFactories.GetFactory(db.Database.GetDbConnection())!.CreateConnection()!;
            try
            {
                connection.ConnectionString = db.Database.GetConnectionString();
                await connection.OpenAsync(ct);
                var reader = new Reader(connection, db.Database.IsNpgsql());
                await reader._command.PrepareAsync(ct);
                return reader;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }

        /// <summary>0 as long as nothing was ever changed.</summary>
        public async Task<long> ReadAsync(Guid tenant, CancellationToken ct)
        {
            _tenant.Value = tenant;
            if (_setting is not null) _setting.Value = tenant.ToString();
            await using var rows = await _command.ExecuteReaderAsync(ct);
            if (_setting is not null) await rows.NextResultAsync(ct);
            return await rows.ReadAsync(ct) ? rows.GetInt64(0) : 0;
        }

        public void Dispose()
        {
            _command.Dispose();
            _connection.Dispose();
        }

        private DbParameter Add(string name, object value)
        {
            var parameter = _command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            _command.Parameters.Add(parameter);
            return parameter;
        }
    }
}
