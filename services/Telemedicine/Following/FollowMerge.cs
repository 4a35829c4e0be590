using Contracts.Identity;
using Microsoft.EntityFrameworkCore;

namespace Telemedicine.Following;

/// <summary>Two identities were one person: her requests, what she was told and agreed to, and how she is monitored go with the kept one. A merge that is taken back is sorted by hand.</summary>
internal static class FollowMerge
{
    public static async Task Apply(IdentityMerged fact, TelemedicineDbContext db, CancellationToken ct)
    {
        var (absorbed, kept) = (fact.AbsorbedUsagerId, fact.KeptUsagerId);
        await db.Requests.Where(r => r.UsagerId == absorbed).ExecuteUpdateAsync(set => set.SetProperty(r => r.UsagerId, kept), ct);
        await db.Informations.Where(i => i.UsagerId == absorbed).ExecuteUpdateAsync(set => set.SetProperty(i => i.UsagerId, kept), ct);
        await db.MonitoringPlans.Where(m => m.UsagerId == absorbed).ExecuteUpdateAsync(set => set.SetProperty(m => m.UsagerId, kept), ct);
    }
}
