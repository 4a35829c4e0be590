using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.Events;

/// <summary>
/// Sends what the outbox holds. A row is claimed by one conditional update that moves its next attempt ahead, so several
/// relays never send it at once and a killed relay's rows come due again. Nothing is dropped: what the broker refuses is tried again after a delay that
/// doubles up to an hour, and while the broker is away everything keeps its place.
/// </summary>
internal sealed partial class OutboxRelay<TContext>(IServiceScopeFactory scopes, SidecarClient sidecar, OutboxSignal signal, TimeProvider clock, ILogger<OutboxRelay<TContext>> log)
    : BackgroundService where TContext : TenantDbContext
{
    private const int Batch = 500, LargestPost = 1024 * 1024;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Alert = TimeSpan.FromMinutes(5);
    // The first fact leaves at once, those that follow it closely leave together: a pass commits twice, which a busy service would pay for each of its own commits.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private readonly TopicRests _rests = new();
    private readonly EventForgetting _forgetting = new();
    private readonly Counter<long> _sent = Telemetry.PlatformMeter.Outbox;
    private readonly SteadyTime _time = new(clock);
    private DateTimeOffset _linedUpAt;
    private bool _full;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // A pass that was not full has taken what there was; what has come since has raised the signal, or will.
                while (await PassAsync(stoppingToken) >= Batch) { }
                var ended = Stopwatch.GetTimestamp();
                await signal.WaitAsync(TimeSpan.FromSeconds(1), stoppingToken);
                if (Pace - Stopwatch.GetElapsedTime(ended) is var rest && rest > TimeSpan.Zero) await Task.Delay(rest, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cause)
            {
                Stumbled(log, cause);
                await signal.WaitAsync(TimeSpan.FromSeconds(2), CancellationToken.None);
            }
        }
    }

    /// <summary>Claims and sends one lot; answers how many rows it took, 0 when none of them left.</summary>
    internal async Task<int> PassAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        using var quiet = SuppressTrace();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();

        var claimed = await ClaimAsync(db, ct);
        if (claimed.Count == 0)
        {
            await _forgetting.WhenDueAsync(db, _time.Now(), ct);
            return 0;
        }
        var left = 0;
        foreach (var post in claimed.GroupBy(message => message.Topic, StringComparer.Ordinal).SelectMany(Posts)) left += await SendAsync(db, post[0].Topic, post, ct);
        return left > 0 ? claimed.Count : 0;
    }

    private async Task<List<OutboxMessage>> ClaimAsync(TContext db, CancellationToken ct)
    {
        var now = _time.Now();
        if (_full && now - _linedUpAt >= TopicRests.Longest) await LineUpAsync(db, now, ct);
        var (pass, resting) = (Guid.CreateVersion7(), _rests.At(now));
        // In the order of the index of what is due, so that the rows sent in the last days are not walked through; then each by its key, so that few rows are held for a short time.
        var due = await db.Outbox.Where(m => m.SentAt == null && m.NextAttemptAt <= now && !resting.Contains(m.Topic)).OrderBy(m => m.NextAttemptAt).ThenBy(m => m.Sequence).Take(Batch).Select(m => m.Sequence).ToListAsync(ct);
        _full = due.Count == Batch;
        if (due.Count == 0) return [];
        await db.Outbox.Where(m => due.Contains(m.Sequence) && m.SentAt == null && m.NextAttemptAt <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.ClaimedBy, pass).SetProperty(m => m.NextAttemptAt, now + Lease).SetProperty(m => m.Attempts, m => m.Attempts + 1), ct);
        return await db.Outbox.AsNoTracking().Where(m => due.Contains(m.Sequence) && m.ClaimedBy == pass && m.SentAt == null).OrderBy(m => m.Sequence).ToListAsync(ct);
    }

    // What is new stands at no moment, what comes again at one: while the new fill every lot, what comes again would never have its turn. It takes its place by age.
    private async Task LineUpAsync(TContext db, DateTimeOffset now, CancellationToken ct)
    {
        _linedUpAt = now;
        await db.Outbox.Where(m => m.SentAt == null && m.NextAttemptAt > OutboxMessage.AtOnce && m.NextAttemptAt <= now).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, OutboxMessage.AtOnce), ct);
    }

    // A broker takes so many bytes at once and no more.
    private static IEnumerable<List<OutboxMessage>> Posts(IEnumerable<OutboxMessage> facts)
    {
        var (post, bytes) = (new List<OutboxMessage>(), 0);
        foreach (var fact in facts)
        {
            if (post.Count > 0 && bytes + fact.Data.Length > LargestPost)
            {
                yield return post;
                (post, bytes) = ([], 0);
            }
            post.Add(fact);
            bytes += fact.Data.Length;
        }
        yield return post;
    }

    private async Task<int> SendAsync(TContext db, string topic, List<OutboxMessage> lot, CancellationToken ct)
    {
        if (_rests.Reason(topic, _time.Now()) is { } resting) return await GiveBackAsync(db, lot, resting);
        IReadOnlyDictionary<Guid, string> refused;
        try
        {
            refused = await sidecar.PublishAsync(topic, lot, ct);
            _rests.End(topic);
        }
        catch (BrokerAwayException away)
        {
            // Its rows keep their places, so that they leave in their order when it is back.
            var at = _time.Now();
            if (_rests.Begin(topic, away.Message, at) && at - lot[0].OccurredAt > Alert) Waiting(log, topic, lot[0].OccurredAt, away.Message);
            return await GiveBackAsync(db, lot, away.Message);
        }

        var now = _time.Now();
        var left = lot.Where(message => !refused.ContainsKey(message.Id)).Select(message => message.Sequence).ToList();
        if (left.Count > 0)
        {
            await db.Outbox.Where(m => left.Contains(m.Sequence))
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.SentAt, now).SetProperty(m => m.LastError, (string?)null), CancellationToken.None);
            _sent.Add(left.Count, new KeyValuePair<string, object?>("topic", topic));
        }
        foreach (var message in lot.Where(message => refused.ContainsKey(message.Id)))
        {
            var next = now + Delay(message.Attempts);
            var reason = refused[message.Id];
            await db.Outbox.Where(m => m.Sequence == message.Sequence)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, next).SetProperty(m => m.LastError, reason), CancellationToken.None);
            if (now - message.OccurredAt > Alert) Refused(log, message.Id, topic, message.OccurredAt, next);
        }
        return left.Count;
    }

    private static async Task<int> GiveBackAsync(TContext db, List<OutboxMessage> lot, string reason)
    {
        var rows = lot.ConvertAll(message => message.Sequence);
        await db.Outbox.Where(m => rows.Contains(m.Sequence) && m.SentAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, OutboxMessage.AtOnce).SetProperty(m => m.ClaimedBy, (Guid?)null).SetProperty(m => m.LastError, reason), CancellationToken.None);
        return 0;
    }

    // Half a second first, doubled up to an hour, with a third of jitter so that replicas do not knock together.
    private static TimeSpan Delay(int attempts)
    {
        var delay = TimeSpan.FromMilliseconds(Math.Min(Longest.TotalMilliseconds, 500 * Math.Pow(2, Math.Min(attempts - 1, 20))));
        return delay * (0.85 + (Random.Shared.NextDouble() * 0.3));
    }

    // The facts carry their own trace; the relay's polling is not part of any.
    private static ActivityPause SuppressTrace() => new();

    private sealed class ActivityPause : IDisposable
    {
        private readonly Activity? _paused = Activity.Current;

        public ActivityPause() => Activity.Current = null;

        public void Dispose() => Activity.Current = _paused;
    }

    [LoggerMessage(5101, LogLevel.Warning, "Event {EventId} of {Topic} written at {OccurredAt} has not left; next attempt at {NextAttemptAt}")]
    private static partial void Refused(ILogger log, Guid eventId, string topic, DateTimeOffset occurredAt, DateTimeOffset nextAttemptAt);

    [LoggerMessage(5103, LogLevel.Warning, "Events of {Topic} wait since {OccurredAt}: {Reason}")]
    private static partial void Waiting(ILogger log, string topic, DateTimeOffset occurredAt, string reason);

    [LoggerMessage(5102, LogLevel.Warning, "The outbox relay stumbled and goes on")]
    private static partial void Stumbled(ILogger log, Exception cause);
}
