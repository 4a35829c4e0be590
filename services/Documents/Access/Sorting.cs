using Documents.Records;
using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Merging;

namespace Documents.Access;

/// <summary>Who may sort what was written between a merge and its undoing: whoever may change the documents of both persons.</summary>
internal sealed class Sorting(DocumentsDbContext db, CareAccess access, ConsentClient consent) : SortingDesk
{
    private const string Medical = "MED";

    public override Guid By => access.Situation;

    // A sending is the restored one's already: somebody has seen that it went out under the wrong identity.
    protected override IReadOnlyList<SubjectRows> Kinds { get; } = [.. FollowMerge.Rows(db).Where(kind => kind.Kind is FollowMerge.Document or FollowMerge.Received)];

    public override async Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct)
    {
        var persons = subjects.ToList();
        var verdicts = await consent.AskManyAsync(access.Situation, Medical, "R", persons.ConvertAll(person => (person, (Guid?)null)), ct);
        return persons.Zip(verdicts).Where(pair => pair.Second.Allowed).Select(pair => pair.First).ToHashSet();
    }

    public override async Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct)
    {
        var category = row.Kind == FollowMerge.Document ? (await db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == row.RowId, ct) ?? throw new NotFoundException()).Type.Category : Medical;
        await access.RequireAsync(new(access.Situation, subject, category, "U"), "document.sort", row.Kind, row.RowId.ToString(), ct);
    }

    public override Task MoveAsync(RowToSort row, Guid from, Guid to, CancellationToken ct) =>
        row.Kind == FollowMerge.Document ? FollowMerge.GiveAsync(db, [row.RowId], from, to, ct) : base.MoveAsync(row, from, to, ct);
}
