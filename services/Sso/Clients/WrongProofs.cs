using System.Collections.Concurrent;
using Sso.Protocol;

namespace Sso.Clients;

/// <summary>Stops guessing: after twenty wrong proofs in a minute, that client is not heard from that address for the rest of it.</summary>
public sealed class WrongProofs(TimeProvider clock)
{
    private const int Allowed = 20, MostTracked = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Tally> _tallies = new(StringComparer.Ordinal);

    public Attempt Watch(string? clientId, HttpRequest request)
    {
        var address = request.Headers["x-forwarded-for"].ToString();
        if (address.Length == 0) address = request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";
        var key = $"{(clientId is { Length: <= 200 } ? clientId : "?")} {address}";
        if (_tallies.TryGetValue(key, out var tally) && tally.Until > clock.GetUtcNow() && tally.Wrong >= Allowed)
            throw new OAuthException("invalid_client", "Too many wrong credentials; wait before the next try.", StatusCodes.Status429TooManyRequests)
            {
                RetryAfterSeconds = (int)Math.Ceiling((tally.Until - clock.GetUtcNow()).TotalSeconds),
            };
        return new(this, key);
    }

    private void Count(string key)
    {
        var now = clock.GetUtcNow();
        if (_tallies.Count >= MostTracked)
            foreach (var (old, tally) in _tallies) if (tally.Until <= now) _tallies.TryRemove(old, out _);
        if (_tallies.Count >= MostTracked) return;
        _tallies.AddOrUpdate(key, _ => new(1, now + Window), (_, tally) => tally.Until <= now ? new(1, now + Window) : tally with { Wrong = tally.Wrong + 1 });
    }

    public readonly record struct Attempt(WrongProofs Owner, string Key)
    {
        public void Count() => Owner.Count(Key);
    }

    private sealed record Tally(int Wrong, DateTimeOffset Until);
}
