using Microsoft.IdentityModel.Tokens;

namespace Sso.Keys;

/// <summary>The published keys, in memory. Which one signs is decided at each signature from the clock.</summary>
public sealed class KeyRing(TimeProvider clock)
{
    private volatile RingKey[] _keys = [];

    /// <summary>The latest key that has begun.</summary>
    public RingKey Active()
    {
        var now = clock.GetUtcNow();
        return Array.FindLast(_keys, key => key.NotBefore <= now) ?? throw new InvalidOperationException("There is no signing key yet.");
    }

    public RingKey? Find(string? kid) => Array.Find(_keys, key => key.Kid == kid);

    public IReadOnlyList<RingKey> Published => _keys;

    public IEnumerable<SecurityKey> Verifiers => _keys.Select(key => key.Verifier);

    internal void Hold(IEnumerable<RingKey> keys) => _keys = [.. keys.OrderBy(key => key.Generation)];
}
