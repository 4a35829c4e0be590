using Platform;

namespace Consent.Matrices;

/// <summary>A matrix with some of its cells changed.</summary>
internal static class ChangedRows
{
    public static MatrixFile Apply(MatrixFile file, IReadOnlyList<CellRequest> changes)
    {
        var rows = file.Rows.ToDictionary(row => row.Key, row => new Dictionary<string, string>(row.Value, StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (!Matrix.Categories.Contains(change.Category)) throw new BadInputException("category-unknown", $"La catégorie de données « {change.Category} » n'existe pas. Choisissez-la dans la liste.");
            RequireReadable(change);
            if (!rows.TryGetValue(change.Function, out var row)) rows[change.Function] = row = new(StringComparer.Ordinal);
            if (change.Cell.Length == 0) row.Remove(change.Category);
            else row[change.Category] = change.Cell;
        }
        return file with { Rows = rows };
    }

    private static void RequireReadable(CellRequest change)
    {
        try
        {
            _ = Cell.Read("", change.Cell);
        }
        catch (FormatException)
        {
            throw new BadInputException("cell-unreadable", $"La case « {change.Cell} » ne se lit pas : écrivez des lettres parmi C R U V S X, puis au besoin « : » et des marques (n p o d a c), « @ » ou « = » et une partie.");
        }
    }
}
