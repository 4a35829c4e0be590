using Contracts.Sso;
using Platform;

namespace Gateway.Browser;

/// <summary>The seal of this gateway's short-lived cookies; sso gives every replica the same keys.</summary>
public sealed class CookieKeys(Sessions.SessionsClient sso, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private (Seal Seal, DateTimeOffset ReadAt)? _current;

    public async Task<Seal> SealAsync(CancellationToken ct)
    {
        if (_current is { } known && clock.GetUtcNow() - known.ReadAt < Life) return known.Seal;
        var answer = await sso.ListCookieKeysAsync(new(), deadline: DateTime.UtcNow.AddSeconds(3), cancellationToken: ct);
        var seal = new Seal([.. answer.Keys.Select(key => key.ToByteArray())]);
        _current = (seal, clock.GetUtcNow());
        return seal;
    }
}
