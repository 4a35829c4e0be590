using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Sso.Protocol;
using Sso.Sessions;

namespace Sso.Authorization;

/// <summary>Writes the answer to an authorization request: 303 to the registered address with code or error, state and iss.</summary>
public sealed class AuthorizationAnswers(SsoDbContext db, IOptions<Issuer> issuer, IOptions<SsoSettings> settings, TimeProvider clock)
{
    public IResult Grant(LoginSession session, AuthorizeRequest request)
    {
        var now = clock.GetUtcNow();
        var code = Opaque.New();
        var grant = new Grant
        {
            Id = Guid.CreateVersion7(now),
            ClientId = request.ClientId,
            SessionId = session.Id,
            Scope = request.Scope,
            SituationId = session.SituationId!.Value,
            TenantId = session.TenantId!.Value,
            ExpiresAt = session.SituationEndsAt < session.ExpiresAt ? session.SituationEndsAt.Value : session.ExpiresAt,
        };
        db.Grants.Add(grant);
        db.AuthorizationCodes.Add(new()
        {
            Hash = Opaque.Hash(code),
            GrantId = grant.Id,
            ClientId = request.ClientId,
            RedirectUri = request.RedirectUri,
            Challenge = request.Challenge,
            Nonce = request.Nonce,
            ExpiresAt = now + settings.Value.CodeLife,
        });
        return Redirect(request.RedirectUri, request.State, new() { ["code"] = code });
    }

    public IResult Refuse(AuthorizeRefusedException refusal) =>
        Redirect(refusal.RedirectUri, refusal.State, new() { ["error"] = refusal.Error, ["error_description"] = refusal.Message });

    private SeeOther Redirect(string redirectUri, string? state, Dictionary<string, string?> answer)
    {
        if (state is not null) answer["state"] = state;
        answer["iss"] = issuer.Value.Address;
        return new(QueryHelpers.AddQueryString(redirectUri, answer));
    }
}
