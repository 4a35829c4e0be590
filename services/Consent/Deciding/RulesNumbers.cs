using Platform;

namespace Consent.Deciding;

/// <summary>The number of a tenant's last change, as its row says now: the one question to the database that every decision costs.</summary>
internal sealed class RulesNumbers : IDisposable
{
    private readonly PreparedQuestion _number = new("""SELECT "Sequence" FROM "RulesVersions" WHERE "TenantId" = @tenant""");

    /// <summary>0 as long as nothing was ever changed.</summary>
    public Task<long> ReadAsync(ConsentDbContext db, CancellationToken ct) =>
        _number.AskAsync(db, [], static async (rows, ct) => await rows.ReadAsync(ct) ? rows.GetInt64(0) : 0, ct);

    public void Dispose() => _number.Dispose();
}
