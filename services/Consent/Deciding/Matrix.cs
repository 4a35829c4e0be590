using System.Text.Json;

namespace Consent.Deciding;

/// <summary>The default habilitation matrix of an EHPAD: function × data category → actions (consent sheet §6.1).</summary>
internal sealed class Matrix
{
    private readonly Dictionary<(string Function, string Category), Cell> _cells = [];

    /// <summary>Every cell, for the tests that go through them all.</summary>
    public IEnumerable<(string Function, string Category, Cell Cell)> Cells => _cells.Select(cell => (cell.Key.Function, cell.Key.Category, cell.Value));

    public static Matrix Default()
    {
        using var file = typeof(Matrix).Assembly.GetManifestResourceStream("Consent.Deciding.matrix-ehpad.json")!;
        var rows = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(file)!;
        var matrix = new Matrix();
        foreach (var (function, cells) in rows)
            foreach (var (category, text) in cells) matrix._cells[(function, category)] = Cell.Read(text);
        return matrix;
    }

    /// <summary>The cell, or null when the function has nothing to do with the category.</summary>
    public Cell? Find(string function, string category) => _cells.GetValueOrDefault((function, category));
}

/// <summary>What a function may do with a category.</summary>
/// <param name="Actions">Letters C R U V S X.</param>
/// <param name="Minimal">Need-to-know view only.</param>
/// <param name="InCharge">Only persons of the units in charge.</param>
/// <param name="Own">Only own entries.</param>
/// <param name="OnDuty">Only during the shift.</param>
internal sealed record Cell(string Actions, bool Minimal, bool InCharge, bool Own, bool OnDuty)
{
    // "CRU:np" = actions, then marks.
    public static Cell Read(string text)
    {
        var parts = text.Split(':');
        var marks = parts.Length > 1 ? parts[1] : "";
        return new(parts[0], marks.Contains('n'), marks.Contains('p'), marks.Contains('o'), marks.Contains('d'));
    }
}
