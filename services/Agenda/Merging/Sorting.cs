using Agenda.Access;
using Platform;
using Platform.Merging;

namespace Agenda.Merging;

/// <summary>Who may sort what was planned or captured between a merge and its undoing: whoever plans for both persons. Time is given over by planning it anew.</summary>
internal sealed class Sorting(AgendaAccess access) : SortingDesk
{
    public override Guid By => access.Author;

    public override async Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct) =>
        (await access.SeeAsync(subjects, "agenda.to-sort", "calendar", Guid.Empty, null, ct)).Where(v => v.Value.Allowed).Select(v => v.Key).ToHashSet();

    public override Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct) => access.RequireAsync([subject], "U", "agenda.sort", row.Kind, row.RowId, null, ct);

    /// <summary>Another calendar has its own rules and its own neighbours: nothing is put into it unseen.</summary>
    public override Task MoveAsync(RowToSort row, Guid from, CancellationToken ct) =>
        throw new RuleBrokenException("sort-in-agenda", "Refaites la saisie dans l'agenda de la personne rétablie et annulez-la chez l'autre, puis marquez cet élément comme trié (kept).");
}
