using System.Collections.Concurrent;
using Contracts.Directory;
using Grpc.Core;

namespace Consent.Deciding;

/// <summary>Who asks, as directory says; remembered five seconds so that a list of a hundred persons asks once.</summary>
internal sealed class KnownSituations(DirectoryLookup.DirectoryLookupClient directory, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private const int Capacity = 20_000;
    private readonly ConcurrentDictionary<Guid, (Situation? Situation, DateTimeOffset Until)> _known = new();

    /// <summary>Null when directory knows no such situation.</summary>
    public async ValueTask<Situation?> FindAsync(Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(id, out var known) && known.Until > now) return known.Situation;

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
        _known[id] = (found, Until(found, now + Kept));
        return found;
    }

    // Nothing is remembered past the contract's last minute.
    private static DateTimeOffset Until(Situation? found, DateTimeOffset kept) =>
        found is { EndsAt: > 0 } && DateTimeOffset.FromUnixTimeSeconds(found.EndsAt) is var end && end < kept ? end : kept;

    /// <summary>The situation changed: the next question goes to directory.</summary>
    public Task ForgetAsync(Guid id)
    {
        _known.TryRemove(id, out _);
        return Task.CompletedTask;
    }
}
