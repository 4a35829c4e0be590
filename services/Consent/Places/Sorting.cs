using Consent.Deciding;
using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Merging;

namespace Consent.Places;

/// <summary>Who may sort what was recorded between a merge and its undoing: a professional of both teams who may change measures and consents.</summary>
internal sealed class Sorting(ConsentDbContext db, Team team, Asking asking) : SortingDesk
{
    public override Guid By => asking.SituationId ?? Guid.Empty;

    protected override IReadOnlyList<SubjectRows> Kinds { get; } = FollowMerges.Rows(db);

    public override async Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct) => await team.SurroundedAsync(subjects, ct);

    public override async Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct) =>
        await team.RequireStaffAsync(subject, "JUR", "U", ct);

    /// <summary>The two wills are parted only once nothing else is in doubt.</summary>
    public override async Task SettledAsync(RowToSort row, Guid restored, Guid kept, CancellationToken ct)
    {
        FollowMerges.Raise(db, row.RestoredId, row.KeptId);
        FollowMerges.Raise(db, restored, kept);
        if (row.Kind != FollowMerges.Wills) return;
        var left = await db.Set<RowToSort>().CountAsync(r => r.RestoredId == row.RestoredId && r.KeptId == row.KeptId && r.SettledAt == null && r.Id != row.Id, ct);
        if (left > 0) throw new RuleBrokenException("wills-last", $"Triez d'abord les {left} éléments recueillis pendant la fusion : d'ici là, le refus de l'une vaut pour les deux personnes.");
    }
}
