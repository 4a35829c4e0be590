using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Agenda.Calendars;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Agenda.Tests.Api;

/// <summary>
/// Holds the convention of ADR 24 in every test of the service: busy times change only in a transaction that has taken calendars, and a
/// stretch is added only to a calendar that this transaction has taken.
/// </summary>
public sealed class TakenFirst : DbCommandInterceptor, ISaveChangesInterceptor
{
    private readonly ConditionalWeakTable<DbTransaction, HashSet<Guid>> _taken = [];

    /// <summary>Breaches, also those that a service loop has swallowed.</summary>
    public ConcurrentQueue<string> Breaches { get; } = new();

    public void Watch(IServiceCollection services)
    {
        services.ConfigureDbContext<AgendaDbContext>(options => options.AddInterceptors(this));
        services.ConfigureDbContext<PostgresAgenda>(options => options.AddInterceptors(this));
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Look(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Look(command);
        return ValueTask.FromResult(result);
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var db = eventData.Context!;
        var held = db.Database.CurrentTransaction is { } open && _taken.TryGetValue(Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(open), out var ids) ? ids : [];
        foreach (var entry in db.ChangeTracker.Entries<Busy>().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && !held.Contains(e.Entity.CalendarId)))
            Refuse($"A stretch of {entry.Entity.CalendarId} is {entry.State} and this calendar was not taken.");
        return ValueTask.FromResult(result);
    }

    private void Look(DbCommand command)
    {
        if (command.CommandText.Contains("INSERT INTO \"Calendars\"", StringComparison.Ordinal) && command.Transaction is { } held)
            _taken.GetOrCreateValue(held).UnionWith(command.Parameters.Cast<DbParameter>().Select(p => p.Value).Select(v => v is Guid id ? id : Guid.TryParse(v as string, out var read) ? read : Guid.Empty));
        var writes = new[] { "INSERT INTO", "UPDATE", "DELETE FROM" }.Any(verb => command.CommandText.Contains($"{verb} \"BusyTimes\"", StringComparison.Ordinal));
        if (writes && (command.Transaction is null || !_taken.TryGetValue(command.Transaction, out _))) Refuse($"Busy times are written and no calendar was taken: {command.CommandText}");
    }

    private void Refuse(string breach)
    {
        Breaches.Enqueue(breach);
        throw new InvalidOperationException($"{breach} See ADR 24.");
    }
}
