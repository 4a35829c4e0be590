using Billing.Attendance;
using Billing.Ledger;
using Billing.Stays;
using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Merging;

namespace Billing.Rights;

/// <summary>Who may sort stays admitted between a merge and its undoing: whoever may change the stays of both persons.</summary>
internal sealed class Sorting(BillingDbContext db, BillingRights rights) : SortingDesk
{
    public override Guid By => rights.Situation;

    public override Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct) => rights.KeepAsync([.. subjects], Guid.Empty, "R", ct);

    // A stay bears the identity it was made under, whatever that was merged into since.
    protected override IReadOnlyList<SubjectRows> Kinds => [];

    public override async Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct) =>
        await rights.RequireAsync(subject, (await StayAsync(row, ct)).EstablishmentId, "U", "stay.sort", FollowIdentity.Stay, row.RowId.ToString(), ct);

    public override async Task<bool> HasAsync(Guid subject, RowToSort row, CancellationToken ct) => (await Persons.ReadAsync(db, ct)).Of((await StayAsync(row, ct)).UsagerId) == subject;

    /// <summary>The stay is the restored person's: both files are settled again from its first day on.</summary>
    public override async Task MoveAsync(RowToSort row, Guid from, Guid to, CancellationToken ct)
    {
        var stay = await StayAsync(row, ct);
        stay.GiveTo(row.RestoredId);
        await AdmitUsager.RefuseOverlapAsync(stay, db, ct);
        foreach (var person in new[] { from, to }) await Unsettled.MarkAsync(db, stay.EstablishmentId, person, stay.AdmittedOn, ct);
    }

    private async Task<Stay> StayAsync(RowToSort row, CancellationToken ct) => await db.Stays.SingleOrDefaultAsync(s => s.Id == row.RowId, ct) ?? throw new NotFoundException();
}
