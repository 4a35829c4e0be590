using System.Data.Common;
using Agenda.Tests.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Agenda.Tests.Availability;

/// <summary>The service, with its queries on the planning's tables counted.</summary>
public sealed class CountedQueries : AgendaApi
{
    private readonly Counter _counter = new();

    public int Queries => _counter.Count;

    protected override Task ArrangeAsync()
    {
        Services += services =>
        {
            services.ConfigureDbContext<AgendaDbContext>(options => options.AddInterceptors(_counter));
            services.ConfigureDbContext<PostgresAgenda>(options => options.AddInterceptors(_counter));
        };
        return base.ArrangeAsync();
    }

    private sealed class Counter : DbCommandInterceptor
    {
        private int _count;

        public int Count => _count;

        public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            // The relay's own rounds are not the search's.
            if (!command.CommandText.Contains("\"Outbox", StringComparison.Ordinal)) Interlocked.Increment(ref _count);
            return ValueTask.FromResult(result);
        }
    }
}
