using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Consent.Deciding;
using Contracts.Directory;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Matrices;

/// <summary>Counts decisions in memory and writes them down every few seconds. A statistic, not the trail: what a crash loses is small.</summary>
internal sealed partial class TallyBook(IServiceScopeFactory scopes, ILogger<TallyBook> logger) : BackgroundService
{
    private const int Lot = 100, Columns = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private ConcurrentDictionary<Line, Counter> _open = new();

    public void Count(Guid tenant, Question question, Situation situation, string kind, Answer answer, DateTimeOffset now)
    {
        if (!answer.Allowed) return;
        var line = new Line(tenant, DateOnly.FromDateTime(now.UtcDateTime).DayNumber, situation.ProfessionalId, situation.Function, kind, question.Category, question.Action[0], question.Aspect, answer.Relation != "organisation");
        Interlocked.Increment(ref _open.GetOrAdd(line, static _ => new()).Value);
    }

    public async Task FlushAsync(CancellationToken ct)
    {
        var full = Interlocked.Exchange(ref _open, new());
        foreach (var tenant in full.GroupBy(line => line.Key.Tenant))
        {
            await using var scope = scopes.CreateAsyncScope();
            using var entered = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant.Key);
            var db = scope.ServiceProvider.GetRequiredService<ConsentDbContext>();
            // In one order, so that two replicas never wait for each other; in small commits, so that nobody else waits for long.
            foreach (var lot in tenant.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal).Chunk(Lot)) await WriteAsync(db, lot, ct);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TryFlushAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await TryFlushAsync(CancellationToken.None);
        }
    }

    private async Task TryFlushAsync(CancellationToken ct)
    {
        try
        {
            await FlushAsync(ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogLost(logger, failure);
        }
    }

    private static Task WriteAsync(ConsentDbContext db, KeyValuePair<Line, Counter>[] lot, CancellationToken ct)
    {
        var places = string.Join(", ", lot.Select((_, row) => $"({string.Join(", ", Enumerable.Range(row * Columns, Columns).Select(place => $"{{{place}}}"))})"));
        var values = lot.SelectMany(pair => ValuesOf(pair.Key, pair.Value.Value));
        return db.Database.ExecuteSqlAsync(FormattableStringFactory.Create($"""
            INSERT INTO "DecisionTallies" ("TenantId", "Day", "ProfessionalId", "Function", "Kind", "Category", "Action", "Aspect", "InCharge", "Count") VALUES {places}
            ON CONFLICT ("TenantId", "Day", "ProfessionalId", "Function", "Kind", "Category", "Action", "Aspect", "InCharge") DO UPDATE SET "Count" = "DecisionTallies"."Count" + excluded."Count"
            """, [.. values]), ct);
    }

    private static object[] ValuesOf(Line line, long count) =>
        [line.Tenant, DateOnly.FromDayNumber(line.Day), line.Professional, line.Function, line.Kind, line.Category, line.Action.ToString(), line.Aspect, line.InCharge, count];

    [LoggerMessage(4101, LogLevel.Warning, "Counts of decisions could not be written and are lost.")]
    private static partial void LogLost(ILogger logger, Exception failure);

    private readonly record struct Line(Guid Tenant, int Day, string Professional, string Function, string Kind, string Category, char Action, string Aspect, bool InCharge);

    private sealed class Counter
    {
        public long Value;
    }
}
