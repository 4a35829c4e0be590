using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Platform.Tokens;

/// <summary>Verifies a signature once per token: an ES256 check costs more than the request it guards. Entries end with the token.</summary>
internal sealed class ValidatedTokens(TimeProvider clock) : TokenHandler
{
    private const int Capacity = 10_000;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<string, TokenValidationResult> _seen = new(StringComparer.Ordinal);

    public override int MaximumTokenSizeInBytes { get => _handler.MaximumTokenSizeInBytes; set => _handler.MaximumTokenSizeInBytes = value; }

    public override SecurityToken ReadToken(string token) => _handler.ReadToken(token);

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
        var now = clock.GetUtcNow().UtcDateTime;
        if (_seen.TryGetValue(key, out var known))
        {
            if (known.SecurityToken.ValidTo > now) return known;
            _seen.TryRemove(key, out _);
        }

        var result = await _handler.ValidateTokenAsync(token, validationParameters);
        if (result.IsValid && result.SecurityToken.ValidTo > now)
        {
            if (_seen.Count >= Capacity) Forget(now);
            _seen[key] = result;
        }
        return result;
    }

    private void Forget(DateTime now)
    {
        foreach (var (key, result) in _seen)
            if (result.SecurityToken.ValidTo <= now) _seen.TryRemove(key, out _);
        if (_seen.Count >= Capacity) _seen.Clear();
    }
}
