using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Platform.Tokens;

/// <summary>Verifies a signature once per token: an ES256 check costs more than the request it guards. Entries end with the token, and after five minutes: a key may have leaked since.</summary>
internal sealed class ValidatedTokens(TimeProvider clock) : TokenHandler
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<string, (TokenValidationResult Result, DateTime Until)> _seen = new(StringComparer.Ordinal);

    public override int MaximumTokenSizeInBytes { get => _handler.MaximumTokenSizeInBytes; set => _handler.MaximumTokenSizeInBytes = value; }

    public override SecurityToken ReadToken(string token) => _handler.ReadToken(token);

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
        var now = clock.GetUtcNow().UtcDateTime;
        if (_seen.TryGetValue(key, out var known))
        {
            if (known.Until > now) return known.Result;
            _seen.TryRemove(key, out _);
        }

        var result = await _handler.ValidateTokenAsync(token, validationParameters);
        if (result.IsValid && result.SecurityToken.ValidTo > now)
        {
            if (_seen.Count >= Capacity) Forget(now);
            _seen[key] = (result, result.SecurityToken.ValidTo < now + Longest ? result.SecurityToken.ValidTo : now + Longest);
        }
        return result;
    }

    private void Forget(DateTime now)
    {
        foreach (var (key, known) in _seen)
            if (known.Until <= now) _seen.TryRemove(key, out _);
        if (_seen.Count >= Capacity) _seen.Clear();
    }
}
