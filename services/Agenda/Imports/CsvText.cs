using System.Text;
using Platform;

namespace Agenda.Imports;

/// <summary>A table as Excel exports it in France: semicolons, commas or tabs, UTF-8 or Windows-1252, quotes doubled inside quotes.</summary>
internal sealed class CsvText
{
    public const int LargestFile = 512 * 1024, MostLines = 1000;
    private const int LongestCell = 1000, MostCells = 40;
    private static readonly char[] Separators = [';', ',', '\t'];

    private CsvText(IReadOnlyList<string> header, IReadOnlyList<CsvLine> lines) => (Header, Lines) = (header, lines);

    public IReadOnlyList<string> Header { get; }

    public IReadOnlyList<CsvLine> Lines { get; }

    public static CsvText Read(ReadOnlyMemory<byte> bytes)
    {
        var text = Decode(bytes);
        if (text.Contains('\0')) throw new BadInputException("import-format", "Ce fichier n'est pas un texte CSV. Dans Excel, enregistrez-le au format « CSV UTF-8 », puis renvoyez-le.");
        var end = text.IndexOfAny(['\r', '\n']);
        var first = end < 0 ? text : text[..end];
        var separator = Separators.MaxBy(s => first.Count(letter => letter == s));
        var rows = Rows(text, separator).Where(row => row.Cells.Any(cell => cell.Length > 0)).ToList();
        if (rows.Count < 2) throw new BadInputException("import-empty", "Ce fichier ne contient aucune séance. Gardez la ligne de titres et une ligne par séance.");
        if (rows.Count - 1 > MostLines) throw new BadInputException("import-too-long", $"Ce fichier compte plus de {MostLines} lignes. Scindez-le, puis envoyez chaque partie.");
        return new([.. rows[0].Cells], rows[1..]);
    }

    private static string Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes.Span);
        }
    }

    private static IEnumerable<CsvLine> Rows(string text, char separator)
    {
        var (cells, cell, quoted, line, began) = (new List<string>(), new StringBuilder(), false, 1, 1);
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter == '\n') line++;
            if (quoted)
            {
                if (letter != '"') cell.Append(letter);
                else if (at + 1 < text.Length && text[at + 1] == '"') cell.Append(text[++at]);
                else quoted = false;
            }
            else if (letter == '"' && cell.Length == 0) quoted = true;
            else if (letter == separator) Close();
            else if (letter == '\n')
            {
                Close();
                yield return new(began, [.. cells]);
                (cells, began) = ([], line);
            }
            else if (letter != '\r') cell.Append(letter);

            if (cell.Length > LongestCell || cells.Count > MostCells) throw new BadInputException("import-format", $"La ligne {began} n'est pas lisible : une case trop longue, ou trop de colonnes. Vérifiez les guillemets et le séparateur.");
        }

        if (quoted) throw new BadInputException("import-format", $"La ligne {began} n'est pas lisible : un guillemet n'est pas refermé. Corrigez-le, puis renvoyez le fichier.");
        Close();
        yield return new(began, [.. cells]);

        void Close()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }
    }
}

/// <param name="Number">Of the file, as Excel shows it.</param>
internal sealed record CsvLine(int Number, IReadOnlyList<string> Cells);
