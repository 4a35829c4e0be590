using Platform;
using Platform.Merging;

namespace Messaging.Conversations;

/// <summary>Who may sort conversations opened between a merge and its undoing: whoever may write for both persons.</summary>
internal sealed class Sorting(MessagingDbContext db, DecisionsClient decisions, Caller caller, TimeProvider clock) : SortingDesk
{
    public override Guid By => caller.SituationId ?? Guid.Empty;

    public override async Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct)
    {
        var readable = new HashSet<Guid>();
        foreach (var (person, decision) in subjects.Zip(await decisions.AskManyAsync(caller.SituationId, [.. subjects], "R", ct)))
            if (decision.Allowed) readable.Add(person);
        return readable;
    }

    public override async Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct) => await decisions.RequireAsync(subject, "S", "thread.sort", row.Kind, row.RowId.ToString(), ct);

    public override async Task MoveAsync(RowToSort row, Guid from, CancellationToken ct)
    {
        if (row.Kind != FollowMerge.Thread) return;   // it went back already: somebody has looked at it
        await FollowMerge.CloseMeetingAsync(db, from, row.RestoredId, [row.RowId], clock.GetUtcNow(), ct);
        await FollowMerge.GiveAsync(db, [row.RowId], from, row.RestoredId, ct);
    }
}
