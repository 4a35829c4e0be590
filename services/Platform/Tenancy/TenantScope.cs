namespace Platform;

/// <summary>A row that belongs to one tenant (organisme gestionnaire).</summary>
public interface ITenantOwned
{
    Guid TenantId { get; }
}

/// <summary>
/// For whom the present unit of work reads and writes. Set from the token or the event envelope, never from a body.
/// Outside any tenant nothing is read.
/// </summary>
public sealed class TenantScope(Caller caller)
{
    private static readonly AsyncLocal<OutgoingCall?> Ambient = new();

    public Guid? TenantId { get; private set; }

    /// <summary>The tenant, or a refusal when there is none.</summary>
    public Guid Tenant => TenantId ?? throw new ForbiddenException("no-tenant", "Votre session ne désigne aucun organisme. Reconnectez-vous et choisissez une situation.");

    /// <summary>Work over all tenants: finding what is due. What is due is then done inside its own tenant.</summary>
    public bool AllTenants { get; private set; }

    /// <summary>Who acts.</summary>
    public Caller Caller => caller;

    /// <summary>What calls to other services carry: the user's token, else the tenant.</summary>
    internal static OutgoingCall? Outgoing => Ambient.Value;

    /// <summary>Enters a tenant with no user: a relay, a timer or an event acts.</summary>
    public IDisposable Enter(Guid tenantId) => Enter(tenantId, null);

    /// <summary>Reads across tenants until disposed; rows owned by a tenant cannot be saved meanwhile.</summary>
    public IDisposable EnterSystem()
    {
        var restore = new Restore(this, TenantId, AllTenants, Ambient.Value);
        (TenantId, AllTenants, Ambient.Value) = (null, true, null);
        return restore;
    }

    internal IDisposable Enter(Guid? tenantId, string? userToken)
    {
        var restore = new Restore(this, TenantId, AllTenants, Ambient.Value);
        (TenantId, AllTenants, Ambient.Value) = (tenantId, false, new(tenantId, userToken));
        return restore;
    }

    internal sealed record OutgoingCall(Guid? TenantId, string? UserToken);

    private sealed class Restore(TenantScope scope, Guid? tenant, bool all, OutgoingCall? outgoing) : IDisposable
    {
        public void Dispose() => (scope.TenantId, scope.AllTenants, Ambient.Value) = (tenant, all, outgoing);
    }
}
