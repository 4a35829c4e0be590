using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sso.Keys;

namespace Sso.Tokens;

/// <summary>Writes RFC 9068 access tokens: ES256, five minutes, for the whole platform, under 2 KiB.</summary>
public sealed class AccessTokens(KeyRing keys, IOptions<Issuer> issuer, IOptions<SsoSettings> settings, TimeProvider clock)
{
    public const string Audience = "platform";

    public TimeSpan Life => settings.Value.AccessTokenLife;

    /// <summary>Five minutes, or what is left of the grant.</summary>
    public TimeSpan LifeUntil(DateTimeOffset end) => end - clock.GetUtcNow() is var left && left < Life ? left : Life;

    public string Issue(AccessTokenClaims claims, TimeSpan? life = null)
    {
        var now = clock.GetUtcNow();
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss", issuer.Value.Address);
            json.WriteString("aud", Audience);
            json.WriteString("sub", claims.Subject);
            json.WriteString("client_id", claims.ClientId);
            json.WriteString("jti", NewJti(claims.GrantId));
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + (life ?? Life)).ToUnixTimeSeconds());
            json.WriteString("scope", claims.Scope);
            json.WriteString("kind", claims.Kind);
            if (claims.Sid is not null) json.WriteString("sid", claims.Sid);
            if (claims.Tenant is { } tenant) json.WriteString("tenant", tenant);
            if (claims.Situation is { } situation) json.WriteString("situation", situation);
            if (claims.Acr is not null) json.WriteString("acr", claims.Acr);
            if (claims.AuthTime is { } at) json.WriteNumber("auth_time", at.ToUnixTimeSeconds());
            json.WriteEndObject();
        }
        return keys.Active().Sign("at+jwt", buffer.WrittenSpan);
    }

    private static string NewJti(string grantId)
    {
        Span<byte> random = stackalloc byte[12];
        RandomNumberGenerator.Fill(random);
        return $"{grantId}.{Base64Url.EncodeToString(random)}";
    }
}
