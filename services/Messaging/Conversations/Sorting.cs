using Platform;
using Platform.Merging;

namespace Messaging.Conversations;

/// <summary>Who may sort conversations opened between a merge and its undoing: whoever may write for both persons.</summary>
internal sealed class Sorting(MessagingDbContext db, DecisionsClient decisions, Caller caller, TimeProvider clock) : SortingDesk
{
    public override Guid By => caller.SituationId ?? Guid.Empty;

    protected override IReadOnlyList<SubjectRows> Kinds { get; } = [FollowMerge.Threads(db)];

    public override async Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct)
    {
        var readable = new HashSet<Guid>();
        foreach (var (person, decision) in subjects.Zip(await decisions.AskManyAsync(caller.SituationId, [.. subjects], "R", ct)))
            if (decision.Allowed) readable.Add(person);
        return readable;
    }

    public override async Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct) => await decisions.RequireAsync(subject, "S", "thread.sort", row.Kind, row.RowId.ToString(), ct);

    public override async Task MoveAsync(RowToSort row, Guid from, Guid to, CancellationToken ct)
    {
        // Activity went back already with its conversation: somebody has looked at it.
        if (row.Kind == FollowMerge.Thread) await FollowMerge.CloseMeetingAsync(db, from, to, [row.RowId], FollowMerge.Merged, clock.GetUtcNow(), ct);
        await base.MoveAsync(row, from, to, ct);
    }
}
