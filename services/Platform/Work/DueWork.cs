using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Problems;

namespace Platform.Work;

/// <summary>A row that a clock has made due, and the tenant in which it is handled.</summary>
public sealed record Due
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
}

/// <summary>
/// Handles what a clock has made due. Each turn lists it across tenants, then handles each row in a unit of work of its own inside its tenant. A row that
/// fails rests, longer each time, and keeps none of the others waiting however many fail; so does one that another writer was first to change.
/// </summary>
/// <typeparam name="TContext">The service's database.</typeparam>
/// <typeparam name="TAct">What handles one row; made anew for each.</typeparam>
public abstract partial class DueWork<TContext, TAct>(IServiceScopeFactory scopes, TimeProvider clock, ILogger log) : BackgroundService
    where TContext : TenantDbContext where TAct : notnull
{
    private const int Lot = 100, TooOften = 3;
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1), LongestRest = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<Guid, Rest> _resting = new();

    /// <summary>Time between two turns.</summary>
    protected virtual TimeSpan Pace => TimeSpan.FromMilliseconds(500);

    /// <summary>How many rows are handled side by side.</summary>
    protected virtual int Together => 1;

    /// <summary>
    /// Whether what has been handled is no longer due. Where it stays due, as an organisation that is looked at again and again, each turn lists all there is:
    /// a lot would hold the same ones for ever.
    /// </summary>
    protected virtual bool Ends => true;

    /// <summary>What is due, the longest due first.</summary>
    protected abstract IQueryable<Due> Find(TContext db, DateTimeOffset now);

    /// <summary>Handles one row and saves.</summary>
    protected abstract Task HandleAsync(TAct act, Guid id, CancellationToken ct);

    /// <summary>Renews the claim of a row that takes long, where rows are claimed for <see cref="HeldClaim.Lease"/>.</summary>
    protected virtual Task RenewAsync(TContext db, Guid id, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Puts back what a row that failed may have left claimed.</summary>
    /// <param name="overtaken">Another writer was first: nothing is wrong with the row.</param>
    protected virtual Task GiveBackAsync(TAct act, Guid id, bool overtaken, CancellationToken ct) => Task.CompletedTask;

    /// <summary>One turn.</summary>
    public async Task TurnAsync(CancellationToken ct) =>
        await Parallel.ForEachAsync(await DueAsync(ct), new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = ct }, async (due, stop) => await TryAsync(due, stop));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(Pace);
        do
        {
            try
            {
                await TurnAsync(stoppingToken);
            }
            catch (Exception cause) when (!stoppingToken.IsCancellationRequested)
            {
                NotListed(log, cause, GetType().Name);   // the rows stay due
            }
        }
        while (await NextAsync(pace, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer pace, CancellationToken ct)
    {
        try
        {
            return await pace.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<List<Due>> DueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        foreach (var old in _resting.Where(rest => rest.Value.Forgotten)) _resting.TryRemove(old);
        var resting = _resting.Where(rest => rest.Value.Goes).Select(rest => rest.Key).ToList();
        var due = Find(scope.ServiceProvider.GetRequiredService<TContext>(), clock.GetUtcNow()).Where(due => !resting.Contains(due.Id));
        return await (Ends ? due.Take(Lot) : due).ToListAsync(ct);
    }

    private async Task TryAsync(Due due, CancellationToken ct)
    {
        try
        {
            await HeldClaim.WhileAsync(() => InTenantAsync<TAct>(due, act => HandleAsync(act, due.Id, ct)), over => InTenantAsync<TContext>(due, db => RenewAsync(db, due.Id, over)), log);
            _resting.TryRemove(due.Id, out _);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            var overtaken = cause is DbUpdateConcurrencyException || cause is DbUpdateException { InnerException: { } refusal } && UniqueIndex.IsViolatedBy(refusal);
            var rest = LayToRest(due.Id);
            // Once or twice another was quicker; a row that is refused again and again is at fault itself.
            if (overtaken && rest.Times < TooOften) Overtaken(log, GetType().Name, due.Id, rest.Length);
            else Failed(log, cause, GetType().Name, due.Id, rest.Length);
            await TryGiveBackAsync(due, overtaken, ct);
        }
    }

    private Rest LayToRest(Guid id) => _resting.AddOrUpdate(id, _ => new(FirstRest, Stopwatch.GetTimestamp(), 1),
        (_, last) => new(last.Length * 2 < LongestRest ? last.Length * 2 : LongestRest, Stopwatch.GetTimestamp(), last.Times + 1));

    private async Task TryGiveBackAsync(Due due, bool overtaken, CancellationToken ct)
    {
        try
        {
            await InTenantAsync<TAct>(due, act => GiveBackAsync(act, due.Id, overtaken, ct));
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            NotGivenBack(log, cause, GetType().Name, due.Id);
        }
    }

    private async Task InTenantAsync<TService>(Due due, Func<TService, Task> act) where TService : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(due.TenantId);
        await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    // On the process's own time: a wall clock set back must not make a row rest longer.
    private sealed record Rest(TimeSpan Length, long Since, int Times)
    {
        public bool Goes => Stopwatch.GetElapsedTime(Since) < Length;
        public bool Forgotten => Stopwatch.GetElapsedTime(Since) > Length + TimeSpan.FromMinutes(10);
    }

    [LoggerMessage(5201, LogLevel.Error, "{Work}: what is due could not be listed; the next turn tries again")]
    private static partial void NotListed(ILogger log, Exception cause, string work);

    [LoggerMessage(5202, LogLevel.Error, "{Work}: {RowId} failed and rests for {Rest}")]
    private static partial void Failed(ILogger log, Exception cause, string work, Guid rowId, TimeSpan rest);

    [LoggerMessage(5204, LogLevel.Warning, "{Work}: {RowId} keeps its claim until that lapses")]
    private static partial void NotGivenBack(ILogger log, Exception cause, string work, Guid rowId);

    [LoggerMessage(5203, LogLevel.Information, "{Work}: {RowId} was changed by another writer and is read again after {Rest}")]
    private static partial void Overtaken(ILogger log, string work, Guid rowId, TimeSpan rest);
}
