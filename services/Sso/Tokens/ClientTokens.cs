using Sso.Clients;
using Sso.Protocol;

namespace Sso.Tokens;

/// <summary>Tokens of a client that acts for itself: a service of the platform, or an editor's server for its tenant.</summary>
public sealed class ClientTokens(AccessTokens accessTokens, IssuanceJournal journal)
{
    public async Task<TokenAnswer> IssueAsync(Client client, Parameters form, CancellationToken ct)
    {
        if (!client.ActsAlone) throw new OAuthException("unauthorized_client", "This client may not act for itself.");
        var asked = form["scope"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [.. client.Registration.Scopes];
        if (asked.Length == 0 || !asked.All(client.MayAsk)) throw OAuthException.InvalidScope("A scope is not registered for this client.");

        await journal.WriteAsync(client, ct);
        var scope = string.Join(' ', asked);
        var token = accessTokens.Issue(new()
        {
            Subject = client.Id,
            ClientId = client.Id,
            Scope = scope,
            Kind = "system",
            GrantId = client.Id,
            Tenant = client.Registration.Tenant,
            Situation = client.Registration.Situation,
        });
        return new() { AccessToken = token, ExpiresIn = (int)accessTokens.Life.TotalSeconds, Scope = scope };
    }
}
