namespace Consent.Matrices;

/// <summary>What one function may do with one category: one or more entries, each with its actions and limits.</summary>
internal sealed class Cell(string rule, IReadOnlyList<CellEntry> entries)
{
    public const string AllActions = "CRUVSX";

    /// <summary>Named in every answer the cell gives: EHPAD-ide-MED.</summary>
    public string Rule => rule;

    public IReadOnlyList<CellEntry> Entries => entries;

    /// <summary>Entries are parted by blanks: <c>R:n C@presence</c>.</summary>
    public static Cell Read(string rule, string text) => new(rule, [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(CellEntry.Read)]);

    /// <summary>The widest entry that covers the action on this aspect, or null.</summary>
    public CellEntry? Find(char action, string aspect)
    {
        CellEntry? found = null;
        foreach (var entry in entries)
            if (entry.Covers(action, aspect) && (found is null || (found.View is not null && entry.View is null))) found = entry;
        return found;
    }

    public override string ToString() => string.Join(' ', entries);
}

/// <summary>Actions and their limits.</summary>
/// <param name="Actions">Letters C R U V S X.</param>
/// <param name="Marks">n minimal view, p persons in charge, o own entries, d on duty, a aggregated, c with the person's consent.</param>
/// <param name="View">The part of the category that is meant; null: all of it.</param>
/// <param name="Named">Only a question that names the part is answered; else any question gets that part.</param>
internal sealed record CellEntry(string Actions, string Marks, string? View, bool Named)
{
    private const string AllMarks = "npodac";

    /// <summary>What the asker must do with the data it may give.</summary>
    public IReadOnlyList<string> Obligations { get; } = Duties(Marks, View);

    public bool InCharge { get; } = Marks.Contains('p');
    public bool Own { get; } = Marks.Contains('o');
    public bool OnDuty { get; } = Marks.Contains('d');
    public bool WithConsent { get; } = Marks.Contains('c');

    public static CellEntry Read(string text)
    {
        var at = text.IndexOfAny(['@', '=']);
        var (rights, view) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
        var parts = rights.Split(':');
        var marks = parts.Length > 1 ? parts[1] : "";
        if (parts.Length > 2 || parts[0].Length == 0 || !parts[0].All(Cell.AllActions.Contains) || !marks.All(AllMarks.Contains) || view is { Length: 0 or > 20 })
            throw new FormatException($"\"{text}\" is no matrix entry.");
        return new(parts[0], marks, view, at >= 0 && text[at] == '=');
    }

    public bool Covers(char action, string aspect) => Actions.Contains(action) && (View is null || (aspect.Length == 0 ? !Named : View == aspect));

    public override string ToString() => $"{Actions}{(Marks.Length > 0 ? ":" : "")}{Marks}{(View is null ? "" : Named ? "=" : "@")}{View}";

    private static List<string> Duties(string marks, string? view)
    {
        List<string> duties = ["log"];
        if (marks.Contains('n')) duties.Add("minimal-view");
        if (marks.Contains('o')) duties.Add("own-entries");
        if (marks.Contains('a')) duties.Add("aggregated");
        if (view is not null) duties.Add($"view:{view}");
        return duties;
    }
}
