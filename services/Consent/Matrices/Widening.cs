namespace Consent.Matrices;

/// <summary>Where a matrix gives more than another: a right that was not there, more of the category, or a limit less.</summary>
internal static class Widening
{
    private const string Limits = "npodac";

    public static IReadOnlyList<CellWidening> Between(Matrix before, Matrix after)
    {
        var found = new List<CellWidening>();
        foreach (var (function, category, cell) in after.Cells)
        {
            var was = before.Find(function, category);
            var actions = string.Concat(Cell.AllActions.Where(action => Parts(was, cell).Any(part => Wider(was?.Find(action, part), cell.Find(action, part)))));
            if (actions.Length > 0) found.Add(new(function, category, actions, was?.ToString() ?? "", cell.ToString()));
        }
        return [.. found.OrderBy(one => one.Function, StringComparer.Ordinal).ThenBy(one => one.Category, StringComparer.Ordinal)];
    }

    // Every part that one of the two names, and a part that neither names: all of the category.
    private static IEnumerable<string> Parts(Cell? before, Cell after) =>
        after.Entries.Concat(before?.Entries ?? []).Select(entry => entry.View ?? "").Append("").Append("-").Distinct(StringComparer.Ordinal);

    private static bool Wider(CellEntry? before, CellEntry? after)
    {
        if (after is null) return false;
        if (before is null || (before.View is not null && before.View != after.View)) return true;
        return Limits.Any(limit => before.Marks.Contains(limit) && !after.Marks.Contains(limit));
    }
}

/// <param name="Function">Who gains.</param>
/// <param name="Category">Of which data.</param>
/// <param name="Actions">What becomes possible, or possible with a limit less.</param>
/// <param name="Before">The cell in force; empty: none.</param>
/// <param name="After">The cell as proposed.</param>
internal sealed record CellWidening(string Function, string Category, string Actions, string Before, string After);
