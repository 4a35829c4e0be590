using Contracts.Identity;
using Grpc.Core;

namespace Messaging;

/// <summary>What messaging asks of identity.</summary>
public sealed class IdentitiesClient(IdentityLookup.IdentityLookupClient identities)
{
    public async Task<UsagerIdentity?> FindAsync(Guid usagerId, CancellationToken ct)
    {
        try
        {
            return await identities.GetIdentityAsync(new() { UsagerId = usagerId.ToString() }, cancellationToken: ct);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The one usager of the tenant that holds this qualified INS; null when none, or several while a duplicate is open.</summary>
    public async Task<UsagerIdentity?> FindByInsAsync(string matricule, string oid, CancellationToken ct)
    {
        var found = await identities.FindByInsAsync(new() { Matricule = matricule, Oid = oid }, cancellationToken: ct);
        return found.Identities.Count == 1 && found.Identities[0].Status == "QUAL" ? found.Identities[0] : null;
    }
}
