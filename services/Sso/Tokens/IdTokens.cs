using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sso.Authorization;
using Sso.Keys;
using Sso.Sessions;

namespace Sso.Tokens;

/// <summary>Writes id_tokens: who signed in, how and when; never what they may do.</summary>
public sealed class IdTokens(KeyRing keys, LoginSessions sessions, IOptions<Issuer> issuer, IOptions<SsoSettings> settings, TimeProvider clock)
{
    public string Issue(LiveGrant live, string? nonce)
    {
        var now = clock.GetUtcNow();
        var (grant, session) = live;
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss", issuer.Value.Address);
            json.WriteString("sub", session.ProfessionalId);
            json.WriteString("aud", grant.ClientId);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + settings.Value.AccessTokenLife).ToUnixTimeSeconds());
            json.WriteNumber("auth_time", session.AuthenticatedAt.ToUnixTimeSeconds());
            json.WriteString("acr", session.Acr);
            json.WriteString("sid", session.Id);
            if (nonce is not null) json.WriteString("nonce", nonce);
            if (session.Amr is { } amr)
            {
                json.WriteStartArray("amr");
                foreach (var means in amr.Split(' ')) json.WriteStringValue(means);
                json.WriteEndArray();
            }
            if (grant.Scope.Split(' ').Contains("profile"))
            {
                var person = sessions.PersonOf(session);
                json.WriteString("given_name", person.GivenName);
                json.WriteString("family_name", person.FamilyName);
            }
            json.WriteEndObject();
        }
        return keys.Active().Sign("JWT", buffer.WrittenSpan);
    }
}
