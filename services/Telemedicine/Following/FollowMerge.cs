using Contracts.Identity;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Telemedicine.Following;

/// <summary>
/// Two identities were one person: her requests, what she was told and agreed to, and how she is monitored go with the kept one. When they were
/// not, each has again what was theirs; what she was told for a request goes where the request goes.
/// </summary>
public sealed class FollowMerge(TelemedicineDbContext db) : MergeFollower
{
    public const string Request = "telemedicine-request", Information = "information", Monitoring = "monitoring";

    public override IReadOnlyList<SubjectRows> Carried => Rows(db);

    public static Task Apply(IdentityMerged fact, TelemedicineDbContext db, FollowMerge follow, CancellationToken ct) =>
        new MergeBook(db).JoinAsync(fact.AbsorbedUsagerId, fact.KeptUsagerId, fact.MergedAt, follow, ct);

    public static async Task Undo(IdentityUnmerged fact, TelemedicineDbContext db, CancellationToken ct) =>
        await new MergeBook(db).PartAsync(fact.RestoredUsagerId, fact.KeptUsagerId, fact.UnmergedAt, Rows(db), null, ct);

    public static IReadOnlyList<SubjectRows> Rows(TelemedicineDbContext db)
    {
        var (requests, informations) = (SubjectRows.Of(Request, db.Requests, r => r.Id, r => r.UsagerId), SubjectRows.Of(Information, db.Informations, i => i.Id, i => i.UsagerId));
        return
        [
            requests with { MoveAsync = async (from, ids, to, ct) =>
            {
                await requests.MoveAsync(from, ids, to, ct);
                await db.Informations.Where(i => i.UsagerId == from && i.RequestId != null && ids.Contains(i.RequestId.Value)).ExecuteUpdateAsync(set => set.SetProperty(i => i.UsagerId, to), ct);
            } },
            informations,
            SubjectRows.Of(Monitoring, db.MonitoringPlans, m => m.Id, m => m.UsagerId),
        ];
    }
}
