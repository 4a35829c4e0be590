using System.Collections.Concurrent;
using Contracts.Directory;
using Grpc.Core;

namespace Consent.Deciding;

/// <summary>
/// Who asks, as directory says; remembered five seconds. Those who are at work are asked for again together, before the five
/// seconds are over, so that no decision waits for directory.
/// </summary>
internal sealed class KnownSituations(DirectoryLookup.DirectoryLookupClient directory, TimeProvider clock)
{
    private const int Capacity = 20_000, Lot = 500;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5), Soon = TimeSpan.FromSeconds(3), AtWork = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<Guid, Known> _known = new();

    /// <summary>Null when directory knows no such situation.</summary>
    public async ValueTask<Situation?> FindAsync(Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(id, out var known) && known.Until > now)
        {
            known.AskedAt = now;
            return known.Situation;
        }

        Situation? found;
        try
        {
            found = await directory.GetSituationAsync(new() { SituationId = id.ToString() }, cancellationToken: ct);
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.NotFound)
        {
            found = null;
        }
        if (_known.Count > Capacity) _known.Clear();
        _known[id] = new(found, Until(found, now + Kept)) { AskedAt = now };
        return found;
    }

    /// <summary>Asks again for those at work whose five seconds are nearly over.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var (id, known) in _known)
            if (known.AskedAt < now - AtWork) _known.TryRemove(KeyValuePair.Create(id, known));
        foreach (var lot in _known.Where(one => one.Value.Situation is not null && one.Value.Until < now + Soon).Chunk(Lot)) await RefreshAsync(lot, ct);
    }

    /// <summary>The situation changed: the next question goes to directory.</summary>
    public Task ForgetAsync(Guid id)
    {
        _known.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    private async Task RefreshAsync(KeyValuePair<Guid, Known>[] lot, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var request = new GetSituationsRequest();
        request.SituationIds.AddRange(lot.Select(one => one.Key.ToString()));
        var found = (await directory.GetSituationsAsync(request, cancellationToken: ct)).Situations.ToDictionary(situation => Guid.Parse(situation.SituationId));
        foreach (var (id, old) in lot)
        {
            var situation = found.GetValueOrDefault(id);
            // What was forgotten or asked for anew meanwhile is newer than this answer.
            _known.TryUpdate(id, new(situation, Until(situation, now + Kept)) { AskedAt = old.AskedAt }, old);
        }
    }

    // Nothing is remembered past the contract's last minute.
    private static DateTimeOffset Until(Situation? found, DateTimeOffset kept) =>
        found is { EndsAt: > 0 } && DateTimeOffset.FromUnixTimeSeconds(found.EndsAt) is var end && end < kept ? end : kept;

    private sealed class Known(Situation? situation, DateTimeOffset until)
    {
        private long _askedAt;

        public Situation? Situation => situation;
        public DateTimeOffset Until => until;

        public DateTimeOffset AskedAt
        {
            get => new(Volatile.Read(ref _askedAt), TimeSpan.Zero);
            set => Volatile.Write(ref _askedAt, value.UtcTicks);
        }
    }
}

/// <summary>Keeps the known situations fresh, once a second.</summary>
internal sealed partial class FreshSituations(KnownSituations known, TimeProvider clock, ILogger<FreshSituations> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (await pace.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await known.RefreshAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is RpcException or HttpRequestException)
            {
                NotFresh(log, failure);   // each question then asks for itself
            }
        }
    }

    [LoggerMessage(4102, LogLevel.Debug, "The situations at work could not be asked for again")]
    private static partial void NotFresh(ILogger log, Exception cause);
}
