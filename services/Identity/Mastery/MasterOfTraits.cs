using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Mastery;

/// <summary>Whether the calling software may change strict traits in this tenant.</summary>
public sealed class MasterOfTraits(IdentityDbContext db, Caller caller)
{
    /// <summary>True: change. False: propose. Otherwise a refusal that names the master.</summary>
    public async Task<bool> MayChangeAsync(CancellationToken ct)
    {
        var master = await db.Masters.AsNoTracking().SingleOrDefaultAsync(ct);
        if (master is null || master.ClientId == caller.ClientId) return true;
        return master.Others == OthersChange.Proposed ? false : throw Refusal(master);
    }

    public async Task RequireMasterAsync(CancellationToken ct)
    {
        if (await db.Masters.AsNoTracking().SingleOrDefaultAsync(ct) is { } master && master.ClientId != caller.ClientId) throw Refusal(master);
    }

    private static ForbiddenException Refusal(IdentityMaster master) =>
        new("not-identity-master", $"Les traits stricts de votre organisme se modifient dans son logiciel maître ({master.ClientId}). Faites la correction là-bas ; elle arrivera ici d'elle-même.");
}
