using System.Text.RegularExpressions;

namespace Consent.Tests.Habilitations;

/// <summary>The two tables of the consent sheet, written down apart from what the service holds.</summary>
internal static class SheetTable
{
    /// <summary>Function, then category, then the entries of the cell.</summary>
    public static Dictionary<string, Dictionary<string, SheetEntry[]>> Of(string kind)
    {
        var own = Read(kind);
        return kind == "ehpad" ? own : own.Concat(Read("ehpad").Where(row => !own.ContainsKey(row.Key))).ToDictionary();
    }

    private static Dictionary<string, Dictionary<string, SheetEntry[]>> Read(string kind)
    {
        using var file = typeof(SheetTable).Assembly.GetManifestResourceStream($"Consent.Tests.Habilitations.{kind}.txt")!;
        using var reader = new StreamReader(file);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
        var columns = lines[0];
        if (lines.Find(line => line.Length != columns.Length) is { } uneven) throw new FormatException($"{kind} {uneven[0]}: {uneven.Length} cells for {columns.Length} columns");
        return lines.Skip(1).ToDictionary(line => line[0], line => columns.Skip(1).Zip(line.Skip(1)).Where(cell => cell.Second != "-").ToDictionary(cell => cell.First, cell => SheetEntry.Cell(cell.Second)));
    }
}

/// <param name="Actions">Letters of C R U V S X.</param>
/// <param name="Marks">n, p, o, d, a, c.</param>
/// <param name="Part">Of the category; empty: all of it.</param>
/// <param name="Named">Only a question that names the part gets it.</param>
internal sealed partial record SheetEntry(string Actions, string Marks, string Part, bool Named)
{
    public static SheetEntry[] Cell(string text) => [.. text.Split(' ').Select(Read)];

    public bool Gives(char action, string part) => Actions.Contains(action) && (Part.Length == 0 || part == Part || (part.Length == 0 && !Named));

    /// <summary>As the service writes an entry, letters in one order.</summary>
    public string AsHeld() => $"{Sorted(Actions)}{(Marks.Length > 0 ? ":" : "")}{Sorted(Marks)}{(Part.Length == 0 ? "" : Named ? "=" : "@")}{Part}";

    /// <summary>What the service holds, letters in the same order.</summary>
    public static string Held(string entry) => Letters().Replace(entry, match => $"{Sorted(match.Groups["actions"].Value)}{(match.Groups["marks"].Length > 0 ? ":" : "")}{Sorted(match.Groups["marks"].Value)}");

    private static SheetEntry Read(string text)
    {
        var match = Written().Match(text);
        if (!match.Success) throw new FormatException($"\"{text}\" is no cell of the sheet.");
        var (any, named) = (match.Groups["any"].Value, match.Groups["named"].Value);
        return new(match.Groups["actions"].Value, match.Groups["marks"].Value, any + named, named.Length > 0);
    }

    private static string Sorted(string letters) => string.Concat(letters.Order());

    [GeneratedRegex(@"^(?<actions>[CRUVSX]+)(?<marks>[npodac]*)(\((?<any>[a-z-]+)\)|\[(?<named>[a-z-]+)\])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();

    [GeneratedRegex("^(?<actions>[CRUVSX]+)(:(?<marks>[npodac]*))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Letters();
}
