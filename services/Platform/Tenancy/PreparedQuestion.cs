using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Platform;

/// <summary>
/// A question so frequent that a context would cost more than its answer: a statement prepared once on connections of its own, whose
/// row-level security is told the tenant in the same trip. It sees what is committed, not what a context has still to save.
/// </summary>
/// <typeparam name="TContext">Whose database is asked.</typeparam>
/// <param name="text">A SELECT that both databases understand; it names the tenant <c>@tenant</c>.</param>
/// <param name="samples">Its other parameters, each with any value of its type.</param>
public sealed class PreparedQuestion<TContext>(IServiceScopeFactory scopes, string text, params IReadOnlyList<(string Name, object Sample)> samples) : IDisposable where TContext : TenantDbContext
{
    private const int MostIdle = 8;
    private readonly ConcurrentQueue<Asker> _idle = new();

    /// <param name="values">Of the other parameters, in their order.</param>
    public async Task<T> AskAsync<T>(Guid tenant, IReadOnlyList<object> values, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        var known = _idle.TryDequeue(out var asker);
        asker ??= await OpenAsync(ct);
        try
        {
            return await KeepAsync(asker, tenant, values, read, ct);
        }
        catch (DbException) when (known)
        {
            // The database was away for a moment and took its connections with it: a new one tells whether it is back.
            return await KeepAsync(await OpenAsync(ct), tenant, values, read, ct);
        }
    }

    public void Dispose()
    {
        while (_idle.TryDequeue(out var asker)) asker.Dispose();
    }

    private async Task<Asker> OpenAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await Asker.OpenAsync(scope.ServiceProvider.GetRequiredService<TContext>(), text, samples, ct);
    }

    private async Task<T> KeepAsync<T>(Asker asker, Guid tenant, IReadOnlyList<object> values, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        var kept = false;
        try
        {
            var answer = await asker.AskAsync(tenant, values, read, ct);
            if (kept = _idle.Count < MostIdle) _idle.Enqueue(asker);
            return answer;
        }
        finally
        {
            if (!kept) asker.Dispose();
        }
    }

    private sealed class Asker : IDisposable
    {
        private readonly DbConnection _connection;
        private readonly DbCommand _command;
        private readonly DbParameter _tenant;
        private readonly DbParameter? _setting;
        private readonly DbParameter[] _others;

        private Asker(DbConnection connection, bool rowLevelSecurity, string text, IReadOnlyList<(string Name, object Sample)> samples)
        {
            (_connection, _command) = (connection, connection.CreateCommand());
            _command.CommandText = rowLevelSecurity ? $"SELECT set_config('app.tenant', @setting, false); {text}" : text;
            if (rowLevelSecurity) _setting = Add("setting", "");
            _tenant = Add("tenant", Guid.Empty);
            _others = [.. samples.Select(one => Add(one.Name, one.Sample))];
        }

        public static async Task<Asker> OpenAsync(TenantDbContext db, string text, IReadOnlyList<(string Name, object Sample)> samples, CancellationToken ct)
        {
            var connection = DbProviderFactories.GetFactory(db.Database.GetDbConnection())!.CreateConnection()!;
            try
            {
                connection.ConnectionString = db.Database.GetConnectionString();
                await connection.OpenAsync(ct);
                var asker = new Asker(connection, db.Database.IsNpgsql(), text, samples);
                await asker._command.PrepareAsync(ct);
                return asker;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }

        public async Task<T> AskAsync<T>(Guid tenant, IReadOnlyList<object> values, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken ct)
        {
            _tenant.Value = tenant;
            if (_setting is not null) _setting.Value = tenant.ToString();
            for (var i = 0; i < values.Count; i++) _others[i].Value = values[i];
            await using var rows = await _command.ExecuteReaderAsync(ct);
            if (_setting is not null) await rows.NextResultAsync(ct);
            return await read(rows, ct);
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
