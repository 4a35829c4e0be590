using System.Text;
using Platform;

namespace HealthDirectory.Imports;

/// <summary>A CSV file as French software writes it: UTF-8, semicolons, RFC 4180 quotes, a first line of column names.</summary>
internal static class CsvTable
{
    private const int MostLines = 20_000, LongestField = 500;

    public static (IReadOnlyList<string> Columns, IReadOnlyList<CsvLine> Lines) Read(string text)
    {
        var rows = Rows(text.TrimStart('\uFEFF')).ToList();
        if (rows.Count == 0) throw Unreadable("Le fichier est vide. Exportez-le de nouveau depuis le logiciel du personnel.");
        if (rows.Count - 1 > MostLines) throw Unreadable("Le fichier compte plus de 20 000 lignes. Scindez-le.");
        var columns = rows[0].Fields.Select(name => FoldedName.Of(name).ToLowerInvariant().Replace(' ', '_')).ToList();
        return (columns, [.. rows.Skip(1).Where(row => row.Fields.Any(field => field.Length > 0)).Select(row => new CsvLine(row.Number, columns, row.Fields))]);
    }

    private static IEnumerable<(int Number, List<string> Fields)> Rows(string text)
    {
        var (line, start, fields, field, quoted) = (1, 1, new List<string>(), new StringBuilder(), false);
        for (var at = 0; at <= text.Length; at++)
        {
            var letter = at < text.Length ? text[at] : '\n';
            if (quoted && at == text.Length) throw Unreadable($"Ligne {start} : un guillemet n'est pas refermé. Corrigez-la, puis renvoyez le fichier.");
            if (quoted && letter == '"' && at + 1 < text.Length && text[at + 1] == '"') { field.Append('"'); at++; }
            else if (letter == '"' && (quoted || field.Length == 0)) quoted = !quoted;
            else if (!quoted && letter is ';' or '\n')
            {
                if (field.Length > LongestField) throw Unreadable($"Ligne {start} : une valeur est trop longue. Raccourcissez-la, puis renvoyez le fichier.");
                fields.Add(field.ToString().Trim());
                field.Clear();
                if (letter == ';') continue;
                if (at < text.Length || fields.Count > 1 || fields[0].Length > 0) yield return (start, fields);
                (fields, start) = ([], line + 1);
            }
            else field.Append(letter);
            if (letter == '\n') line++;
        }
    }

    private static BadInputException Unreadable(string message) => new("csv-unreadable", message);
}

/// <summary>One line, by column name; a missing column reads as empty.</summary>
internal sealed record CsvLine(int Number, IReadOnlyList<string> Columns, IReadOnlyList<string> Fields)
{
    public string this[string column]
    {
        get
        {
            for (var i = 0; i < Columns.Count && i < Fields.Count; i++) if (Columns[i] == column) return Fields[i];
            return "";
        }
    }
}
