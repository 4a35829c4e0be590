using Billing.Attendance;
using Billing.Ledger;
using Billing.Stays;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Billing.Rights;

/// <summary>Who may sort stays admitted between a merge and its undoing: whoever may change the stays of both persons.</summary>
internal sealed class Sorting(BillingDbContext db, BillingRights rights) : SortingDesk
{
    public override Guid By => rights.Situation;

    public override Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct) => rights.KeepAsync([.. subjects], Guid.Empty, "R", ct);

    public override async Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct)
    {
        var stay = await db.Stays.AsNoTracking().SingleAsync(s => s.Id == row.RowId, ct);
        await rights.RequireAsync(subject, stay.EstablishmentId, "U", "stay.sort", FollowIdentity.Stay, row.RowId.ToString(), ct);
    }

    /// <summary>The stay is the restored person's: both files are settled again from its first day on.</summary>
    public override async Task MoveAsync(RowToSort row, Guid from, CancellationToken ct)
    {
        var stay = await db.Stays.SingleAsync(s => s.Id == row.RowId, ct);
        var before = stay.UsagerId;
        stay.GiveTo(row.RestoredId);
        await AdmitUsager.RefuseOverlapAsync(stay, db, ct);
        foreach (var person in new[] { before, row.RestoredId }) await Unsettled.MarkAsync(db, stay.EstablishmentId, person, stay.AdmittedOn, ct);
    }
}
