using Agenda.Access;
using Platform;
using Platform.Merging;

namespace Agenda.Merging;

/// <summary>Who may sort what was planned or captured between a merge and its undoing: whoever plans for both persons. Nothing is put into another calendar unseen, for it
/// has its own rules and its own neighbours: who says that time was the restored person's has planned it anew and called it off where it was.</summary>
internal sealed class Sorting(AgendaAccess access) : SortingDesk
{
    public override Guid By => access.Author;

    protected override IReadOnlyList<SubjectRows> Kinds => [];

    public override async Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct) =>
        (await access.SeeAsync(subjects, "agenda.to-sort", "calendar", Guid.Empty, null, ct)).Where(v => v.Value.Allowed).Select(v => v.Key).ToHashSet();

    public override Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct) => access.RequireAsync([subject], "U", "agenda.sort", row.Kind, row.RowId, null, ct);
}
