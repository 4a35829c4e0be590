using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Platform;
using Sso.Protocol;

namespace Sso.Keys;

/// <summary>One key of the ring. Signing handles are pooled: a handle is not shared between two threads at once.</summary>
public sealed class RingKey
{
    private readonly SigningKey _key;
    private readonly Seal _seal;
    private readonly ConcurrentBag<ECDsa> _signers = [];
    private readonly ConcurrentDictionary<string, string> _headers = new(StringComparer.Ordinal);

    internal RingKey(SigningKey key, Seal seal)
    {
        (_key, _seal) = (key, seal);
        Verifier = new ECDsaSecurityKey(key.OpenPublicKey()) { KeyId = key.Kid };
        Jwk = PublicJwk(Verifier);
    }

    public int Generation => _key.Generation;
    public string Kid => _key.Kid;
    public DateTimeOffset NotBefore => _key.NotBefore;
    public ECDsaSecurityKey Verifier { get; }
    public PublicJwk Jwk { get; }

    /// <summary>A compact JWS of <paramref name="payload"/> with ES256.</summary>
    public string Sign(string type, ReadOnlySpan<byte> payload)
    {
        var header = _headers.GetOrAdd(type, t => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","typ":"{{t}}","kid":"{{Kid}}"}""")) + ".");
        var length = header.Length + Base64Url.GetEncodedLength(payload.Length);
        Span<byte> token = new byte[length + 1 + Base64Url.GetEncodedLength(64)];
        Encoding.ASCII.GetBytes(header, token);
        Base64Url.EncodeToUtf8(payload, token[header.Length..]);

        Span<byte> signature = stackalloc byte[64];
        var signer = _signers.TryTake(out var pooled) ? pooled : _key.OpenPrivateKey(_seal);
        signer.SignData(token[..length], signature, HashAlgorithmName.SHA256);
        _signers.Add(signer);

        token[length] = (byte)'.';
        Base64Url.EncodeToUtf8(signature, token[(length + 1)..]);
        return Encoding.ASCII.GetString(token);
    }

    // By hand: the library's converter copies the private part and leaves kid and alg empty.
    private static PublicJwk PublicJwk(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new("EC", "sig", key.KeyId, "ES256", "P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }
}

/// <summary>A public key as RFC 7517 writes it.</summary>
public sealed record PublicJwk(string kty, string use, string kid, string alg, string crv, string x, string y);
