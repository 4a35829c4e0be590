using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Sso.Clients;
using Sso.Protocol;
using Sso.Sessions;

namespace Sso.Authorization;

/// <summary>Takes a code back, once. A second try revokes what the first one produced.</summary>
public sealed class CodeRedemption(SsoDbContext db, Grants grants, SignInTrail trail, TimeProvider clock)
{
    public async Task<(LiveGrant Grant, string? Nonce)> RedeemAsync(Client client, Parameters form, CancellationToken ct)
    {
        var hash = Opaque.Hash(form.Required("code"));
        var verifier = form.Required("code_verifier");
        var redirect = form.Required("redirect_uri");
        var code = await db.AuthorizationCodes.AsNoTracking().SingleOrDefaultAsync(c => c.Hash == hash, ct);
        if (code is null || code.ClientId != client.Id) throw Refused();

        var now = clock.GetUtcNow();
        var fits = code.RedirectUri == redirect && verifier.Length is >= 43 and <= 128 && Opaque.Same(code.Challenge, Challenge(verifier));
        var first = await db.AuthorizationCodes.Where(c => c.Hash == hash && c.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now), ct) == 1;
        if (!first)
        {
            await RevokeAsync(code, client, ct);
            throw Refused();
        }
        if (!fits || code.ExpiresAt <= now) throw Refused();
        return await grants.LiveAsync(code.GrantId, ct) is { } live ? (live, code.Nonce) : throw Refused();
    }

    private async Task RevokeAsync(AuthorizationCode code, Client client, CancellationToken ct)
    {
        if (await grants.LiveAsync(code.GrantId, ct) is { } live) trail.CodeReused(live.Session, client.Id);
        await grants.RevokeAsync(code.GrantId, ct);
        await db.SaveChangesAsync(ct);
    }

    private static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(verifier)));

    private static OAuthException Refused() => OAuthException.InvalidGrant("The code is unknown, used, expired or bound to something else.");
}
