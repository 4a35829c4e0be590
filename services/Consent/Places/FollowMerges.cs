using Consent.Consents;
using Consent.Deciding;
using Consent.Grants;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Consent.Places;

/// <summary>
/// Two identities were one person: what she agreed to and opposed binds the one that is kept. When they were not, each has again what was theirs,
/// and until somebody has sorted what came in between, a "no" of either binds both and a "yes" of that time opens nothing.
/// </summary>
internal sealed class FollowMerges(ConsentDbContext db) : MergeFollower
{
    /// <summary>The "no" of both binds both; settled last.</summary>
    public const string Wills = "wills";

    /// <summary>A "no" that was taken back while the two were one: nobody knows by whom.</summary>
    public const string Withdrawal = "withdrawal";

    public const string Consent = "consent", Grant = "grant";
    private const string Mission = "mission", SharedMission = "shared-mission";

    public override IReadOnlyList<SubjectRows> Carried => Rows(db);

    public static Task OnMerged(IdentityMerged fact, ConsentDbContext db, FollowMerges follow, CancellationToken ct) =>
        new MergeBook(db).JoinAsync(fact.AbsorbedUsagerId, fact.KeptUsagerId, fact.MergedAt, follow, ct);

    public override async Task BeforeAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        Raise(db, absorbed, kept);
        var shared = (await db.Missions.ToListAsync(ct)).Where(m => m.UsagerIds.Contains(absorbed) && m.UsagerIds.Contains(kept)).Select(m => m.Id);
        await new CarriedRows(db).NoteAsync(absorbed, SharedMission, shared, ct);
    }

    public static async Task OnUnmerged(IdentityUnmerged fact, ConsentDbContext db, CancellationToken ct) =>
        await new MergeBook(db).PartAsync(fact.RestoredUsagerId, fact.KeptUsagerId, fact.UnmergedAt, Rows(db), async parting =>
        {
            Raise(db, parting.Restored, parting.Kept);
            var shared = parting.Moved[SharedMission].ToHashSet();
            foreach (var mission in (await db.Missions.ToListAsync(ct)).Where(m => shared.Contains(m.Id))) mission.Include(parting.Kept);
            parting.Sort(Wills, parting.Restored);
            Guid[] both = [parting.Restored, parting.Kept];
            foreach (var opposition in await db.Oppositions.Where(o => both.Contains(o.UsagerId) && o.WithdrawnAt >= parting.Since).Select(o => o.Id).ToListAsync(ct)) parting.Sort(Withdrawal, opposition);
            foreach (var refusal in await db.Consents.Where(c => both.Contains(c.UsagerId) && c.Decision == ConsentDecision.Deny && c.WithdrawnAt >= parting.Since).Select(c => c.Id).ToListAsync(ct)) parting.Sort(Withdrawal, refusal);
        }, ct);

    /// <summary>All that names a person here, but where she lives: that is each identity's own.</summary>
    public static IReadOnlyList<SubjectRows> Rows(ConsentDbContext db) =>
    [
        SubjectRows.Of("opposition", db.Oppositions, row => row.Id, row => row.UsagerId),
        SubjectRows.Of(Consent, db.Consents, row => row.Id, row => row.UsagerId),
        SubjectRows.Of("sharing-need", db.SharingNeeds, row => row.Id, row => row.UsagerId),
        SubjectRows.Of("care-circle-member", db.CareCircleMembers, row => row.Id, row => row.UsagerId),
        SubjectRows.Of("legal-measure", db.LegalMeasures, row => row.Id, row => row.UsagerId),
        MovedGrants.Of(Grant, db),
        SubjectRows.Of("break-glass", db.Openings, row => row.Id, row => row.UsagerId),
        new(Mission, async (who, ct) => (await db.Missions.AsNoTracking().ToListAsync(ct)).Where(m => m.UsagerIds.Contains(who)).Select(m => m.Id).ToList(), async (from, ids, to, ct) =>
        {
            foreach (var mission in await db.Missions.Where(m => ids.Contains(m.Id)).ToListAsync(ct)) mission.Reattach(from, to);
        }),
    ];

    /// <summary>Every replica reads the rules of both again, and who goes on as whom.</summary>
    public static void Raise(ConsentDbContext db, Guid one, Guid other)
    {
        db.RaiseRules(one);
        db.RaiseRules(other);
        db.RaiseTenantRules();
    }
}
