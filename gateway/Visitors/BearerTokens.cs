using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Platform.Tokens;

namespace Gateway.Visitors;

/// <summary>Editors' access tokens. A signature is verified once; after that the token's hash is enough until it ends, is revoked, or five minutes have passed: a key may have leaked since.</summary>
public sealed class BearerTokens(IOptionsMonitor<JwtBearerOptions> bearer, Revoked revoked, TimeProvider clock)
{
    private const int Capacity = 10_000, LongestToken = 8 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<TokenHash, (Visitor Visitor, DateTimeOffset Until)> _known = new();
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LongestToken };

    /// <summary>Null for whatever is not a live access token of this platform.</summary>
    public async ValueTask<Visitor?> FindAsync(string token, CancellationToken ct)
    {
        if (token.Length > LongestToken) return null;
        var hash = TokenHash.Of(token);
        var now = clock.GetUtcNow();
        if (!_known.TryGetValue(hash, out var known) || known.Until <= now)
        {
            if (await VerifyAsync(token, ct) is not { } visitor) return null;
            if (_known.Count >= Capacity) Forget();
            _known[hash] = known = (visitor, now + Longest);
        }
        return known.Visitor.ExpiresAt > now && !revoked.Covers(known.Visitor) ? known.Visitor : null;
    }

    private async Task<Visitor?> VerifyAsync(string token, CancellationToken ct)
    {
        var options = bearer.Get(JwtBearerDefaults.AuthenticationScheme);
        var parameters = options.TokenValidationParameters.Clone();
        parameters.IssuerSigningKeys = (await options.IssuerAsync(ct))?.SigningKeys;
        var result = await _handler.ValidateTokenAsync(token, parameters);
        if (result.Exception is Microsoft.IdentityModel.Tokens.SecurityTokenSignatureKeyNotFoundException)
        {
            options.ConfigurationManager!.RequestRefresh();
            parameters.IssuerSigningKeys = (await options.IssuerAsync(ct))?.SigningKeys;
            result = await _handler.ValidateTokenAsync(token, parameters);
        }
        return result.IsValid ? Visitor.Of(result.ClaimsIdentity, token, new(result.SecurityToken.ValidTo, TimeSpan.Zero)) : null;
    }

    private void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (hash, known) in _known) if (known.Until <= now || known.Visitor.ExpiresAt <= now) _known.TryRemove(hash, out _);
        if (_known.Count >= Capacity) _known.Clear();
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
    {
        public static TokenHash Of(string token)
        {
            Span<byte> bytes = stackalloc byte[LongestToken];
            Span<ulong> hash = stackalloc ulong[4];
            var length = Encoding.UTF8.TryGetBytes(token, bytes, out var written) ? written : 0;
            SHA256.HashData(bytes[..length], MemoryMarshal.AsBytes(hash));
            return new(hash[0], hash[1], hash[2], hash[3]);
        }
    }
}
