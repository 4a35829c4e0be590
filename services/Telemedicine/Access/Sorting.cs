using Platform.Merging;
using Telemedicine.Following;

namespace Telemedicine.Access;

/// <summary>Who may sort what was asked for between a merge and its undoing: whoever prepares acts for both persons.</summary>
internal sealed class Sorting(TelemedicineDbContext db, CareAccess access, ConsentClient consent) : SortingDesk
{
    public override Guid By => access.Situation;

    public override async Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct) =>
        await consent.ReadableAsync(access.Situation, [.. subjects.Select(person => (person, Guid.Empty))], ct);

    public override Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct) => access.RequireAsync(subject, Guid.Empty, CareAccess.Prepare, "telemedicine.sort", row.Kind, row.RowId.ToString(), ct);

    public override Task MoveAsync(RowToSort row, Guid from, CancellationToken ct) => FollowMerge.Rows(db).Single(kind => kind.Kind == row.Kind).MoveAsync(from, [row.RowId], row.RestoredId, ct);
}
