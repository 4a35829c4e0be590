using System.Collections.Concurrent;
using Contracts.Sso;

namespace Gateway.Visitors;

/// <summary>Grants, sessions and tokens that ended before their time, heard from sso each second.</summary>
public sealed class Revoked(TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2), Memory = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ids = new(StringComparer.Ordinal);
    private long _heardAt;

    /// <summary>We have heard within two seconds, so what is not listed here is alive.</summary>
    public bool IsFresh => clock.GetElapsedTime(Volatile.Read(ref _heardAt)) < Freshness && Volatile.Read(ref _heardAt) != 0;

    public bool Covers(Visitor visitor) =>
        !_ids.IsEmpty && (_ids.ContainsKey(visitor.GrantId) || _ids.ContainsKey(visitor.Jti) || (visitor.Sid is { } sid && _ids.ContainsKey(sid)));

    internal void Hear(RevokedIds answer, long askedAt)
    {
        var now = clock.GetUtcNow();
        foreach (var id in answer.Ids) _ids[id] = now + Memory;
        foreach (var (id, until) in _ids) if (until < now) _ids.TryRemove(id, out _);
        Volatile.Write(ref _heardAt, askedAt);
    }
}

/// <summary>Asks sso each second what was revoked.</summary>
internal sealed partial class RevocationFeed(Sessions.SessionsClient sessions, Revoked revoked, TimeProvider clock, ILogger<RevocationFeed> log) : BackgroundService
{
    // Another replica of sso may show a revocation a little after its instant.
    private const long OverlapMilliseconds = 15_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long since = 0;
        var silent = false;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        do
        {
            try
            {
                var askedAt = clock.GetTimestamp();
                var answer = await sessions.ListRevokedAsync(new() { Since = since }, deadline: DateTime.UtcNow.AddSeconds(2), cancellationToken: stoppingToken);
                revoked.Hear(answer, askedAt);
                since = Math.Max(0, answer.Until - OverlapMilliseconds);
                silent = false;
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                if (!silent) Unheard(log, failure is Grpc.Core.RpcException call ? call.StatusCode.ToString() : failure.GetType().Name);
                silent = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(2101, LogLevel.Warning, "sso does not say what was revoked: sessions are asked one by one until it does. {Reason}")]
    private static partial void Unheard(ILogger logger, string reason);
}
