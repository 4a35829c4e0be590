using Contracts.Directory;

namespace Consent.Deciding;

/// <summary>Situations that a request names: only active ones of this organisation count.</summary>
internal sealed class Colleagues(KnownSituations situations, ConsentDbContext db)
{
    public async ValueTask<Situation?> FindAsync(Guid id, CancellationToken ct) =>
        await situations.FindAsync(id, ct) is { Active: true } found && found.TenantId == db.TenantId.ToString() ? found : null;
}
