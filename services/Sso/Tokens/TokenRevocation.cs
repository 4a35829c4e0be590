using Microsoft.EntityFrameworkCore;
using Sso.Authorization;
using Sso.Clients;
using Sso.Protocol;

namespace Sso.Tokens;

/// <summary>RFC 7009: a client gives its tokens back. A refresh token takes its whole grant with it; what is unknown is answered alike.</summary>
public sealed class TokenRevocation(SsoDbContext db, Grants grants, Revoking revoking, PresentedTokens presented)
{
    public async Task RevokeAsync(Client client, string token, CancellationToken ct)
    {
        var hash = Opaque.Hash(token);
        var grantId = await db.RefreshTokens.Where(t => t.Hash == hash && t.ClientId == client.Id).Select(t => (Guid?)t.GrantId).SingleOrDefaultAsync(ct);
        if (grantId is { } grant)
            await grants.RevokeAsync(grant, ct);
        else if (await presented.ReadAsync(token) is { } access && access.ClientId == client.Id)
            await revoking.RevokeAsync(access.Jti, ct);
    }
}
