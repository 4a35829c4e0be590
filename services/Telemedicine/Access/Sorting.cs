using Platform.Merging;
using Telemedicine.Following;

namespace Telemedicine.Access;

/// <summary>Who may sort what was asked for between a merge and its undoing: whoever prepares acts for both persons.</summary>
internal sealed class Sorting(TelemedicineDbContext db, CareAccess access, ConsentClient consent) : SortingDesk
{
    public override Guid By => access.Situation;

    protected override IReadOnlyList<SubjectRows> Kinds { get; } = FollowMerge.Rows(db);

    public override async Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct) =>
        await consent.ReadableAsync(access.Situation, [.. subjects.Select(person => (person, Guid.Empty))], ct);

    public override Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct) => access.RequireAsync(subject, Guid.Empty, CareAccess.Prepare, "telemedicine.sort", row.Kind, row.RowId.ToString(), ct);
}
