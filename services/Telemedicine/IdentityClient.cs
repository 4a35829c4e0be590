using Contracts.Identity;
using Grpc.Core;

namespace Telemedicine;

/// <summary>What telemedicine asks of identity, at the moment it is needed. Nothing of the answer is kept.</summary>
public sealed class IdentityClient(IdentityLookup.IdentityLookupClient identities)
{
    /// <summary>The person, or null when the tenant has no such person or she is inactive.</summary>
    public async Task<UsagerIdentity?> FindAsync(Guid usagerId, CancellationToken ct)
    {
        try
        {
            var found = await identities.GetIdentityAsync(new() { UsagerId = usagerId.ToString() }, cancellationToken: ct);
            return found.Active ? found : null;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}
