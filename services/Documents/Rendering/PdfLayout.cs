using System.Text;

namespace Documents.Rendering;

/// <summary>Sets the text on A4 pages: wraps lines, breaks pages, repeats the identity banner and the footer.</summary>
internal sealed class PdfLayout(FontSubset regular, FontSubset bold, PrintedDocument document)
{
    public const double Width = 595.28, Height = 841.89;
    private const double Margin = 48, Bottom = 62, Body = 10, Leading = 14;
    private readonly List<StringBuilder> _pages = [];
    private double _y;

    public IReadOnlyList<string> Pages()
    {
        NewPage(first: true);
        foreach (var section in document.Sections) Place(section);
        for (var i = 0; i < _pages.Count; i++) Foot(_pages[i], i + 1);
        return [.. _pages.Select(p => p.ToString())];
    }

    private void Place(PrintedSection section)
    {
        Room(Leading * 3);
        _y -= 8;
        Page.Append("0.12 0.25 0.45 rg ");
        Show(Page, bold, 11.5, Margin, _y, section.Title);
        Page.Append("0 g\n");
        Rule(Page, _y - 3);
        _y -= Leading + 4;
        foreach (var line in section.Lines) Place(line);
    }

    private void Place(PrintedLine line)
    {
        var left = Margin + (line.Bullet ? 14 : 4);
        var label = line.Label.Length == 0 ? "" : line.Label + " : ";
        var indent = label.Length == 0 ? 0 : bold.Font.Width(label) * Body / 1000;
        var first = true;
        foreach (var text in Wrap(line.Text, Width - Margin - left, indent))
        {
            Room(Leading);
            if (first && line.Bullet) Show(Page, regular, Body, Margin + 4, _y, "•");
            if (first && label.Length > 0) Show(Page, bold, Body, left, _y, label.TrimEnd());
            Show(Page, regular, Body, left + (first ? indent : 0), _y, text);
            _y -= Leading;
            first = false;
        }
    }

    private static string Clean(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);

    private IEnumerable<string> Wrap(string text, double width, double indent)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = new StringBuilder();
            foreach (var word in Clean(paragraph).Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(w => Pieces(w, width)))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (line.Length > 0 && regular.Font.Width(longer) * Body / 1000 > width - indent)
                {
                    yield return line.ToString();
                    (indent, longer) = (0, word);
                }

                line.Clear().Append(longer);
            }

            yield return line.ToString();
            indent = 0;
        }
    }

    // A word wider than the line is cut, so that nothing is ever printed outside the page.
    private IEnumerable<string> Pieces(string word, double width)
    {
        var piece = new StringBuilder();
        foreach (var rune in word.EnumerateRunes())
        {
            if (piece.Length > 0 && regular.Font.Width($"{piece}{rune}") * Body / 1000 > width)
            {
                yield return piece.ToString();
                piece.Clear();
            }

            piece.Append(rune);
        }

        yield return piece.ToString();
    }

    private StringBuilder Page => _pages[^1];

    private void Room(double needed)
    {
        if (_y - needed < Bottom) NewPage(first: false);
    }

    private void NewPage(bool first)
    {
        var page = new StringBuilder();
        _pages.Add(page);
        _y = Height - Margin;
        Show(page, bold, 9, Margin, _y, document.Structure);
        if (document.Notice.Length > 0)
        {
            page.Append("0.75 0.1 0.1 rg ");
            Show(page, bold, 9, Width - Margin - bold.Font.Width(document.Notice) * 9 / 1000, _y, document.Notice);
            page.Append("0 g\n");
        }

        _y -= 20;
        if (first)
        {
            foreach (var text in Wrap(document.Title, (Width - 2 * Margin) * Body / 16, 0))
            {
                Show(page, bold, 15, Margin, _y, text);
                _y -= 20;
            }
        }

        var height = document.Banner.Count * 12 + 8;
        page.Append(System.Globalization.CultureInfo.InvariantCulture, $"0.9 0.94 0.98 rg {PdfFile.Number(Margin)} {PdfFile.Number(_y - height + 10)} {PdfFile.Number(Width - 2 * Margin)} {height} re f 0 g\n");
        foreach (var text in document.Banner)
        {
            Show(page, bold, 9, Margin + 6, _y - 2, Clean(text));
            _y -= 12;
        }

        _y -= 20;
    }

    private void Foot(StringBuilder page, int number)
    {
        Rule(page, 44);
        Show(page, regular, 7.5, Margin, 33, document.Footer);
        var count = $"Page {number} sur {_pages.Count}";
        Show(page, regular, 7.5, Width - Margin - regular.Font.Width(count) * 7.5 / 1000, 33, count);
    }

    private static void Rule(StringBuilder page, double y) => page.Append(System.Globalization.CultureInfo.InvariantCulture,
        $"0.6 G 0.5 w {PdfFile.Number(Margin)} {PdfFile.Number(y)} m {PdfFile.Number(Width - Margin)} {PdfFile.Number(y)} l S\n");

    private void Show(StringBuilder page, FontSubset font, double size, double x, double y, string text)
    {
        if (text.Length == 0) return;
        page.Append(System.Globalization.CultureInfo.InvariantCulture,
            $"BT /{(ReferenceEquals(font, bold) ? "F2" : "F1")} {PdfFile.Number(size)} Tf {PdfFile.Number(x)} {PdfFile.Number(y)} Td <{font.Encode(text)}> Tj ET\n");
    }
}
