using Platform;

namespace Consent.Deciding;

/// <summary>The number of a tenant's last change, as its row says now: the one question to the database that every decision costs.</summary>
internal sealed class RulesNumbers(IServiceScopeFactory scopes) : IDisposable
{
    private readonly PreparedQuestion<ConsentDbContext> _number = new(scopes, """SELECT "Sequence" FROM "RulesVersions" WHERE "TenantId" = @tenant""");

    /// <summary>0 as long as nothing was ever changed.</summary>
    public Task<long> ReadAsync(Guid tenant, CancellationToken ct) =>
        _number.AskAsync(tenant, [], static async (rows, ct) => await rows.ReadAsync(ct) ? rows.GetInt64(0) : 0, ct);

    public void Dispose() => _number.Dispose();
}
