using System.Diagnostics;
using System.Text;
using Documents.Liaison;
using Documents.Rendering;
using Documents.Tests.Liaison;

namespace Documents.Tests.Rendering;

public sealed class PdfRendererTests
{
    private static readonly PdfRenderer Renderer = new();

    internal static PrintedDocument Document(string comment = "", string notice = "") => new("Document de liaison d'urgence — été", "Dr Hélène VASSEUR", "EHPAD Les Saules Blancs",
        ["PAT-TROIS DOMINIQUE, née le 28/03/1979, F", "INS 279035121518989 — IPP-12"], notice, "2.25.99 — version 1 — 03/03/2026 à 15:35", Samples.Noon,
        LiaisonSections.Of(CompletenessTests.Complete with { Comment = comment }, []));

    [Fact]
    public void The_file_has_the_shape_of_pdf_a_1b()
    {
        var text = Encoding.Latin1.GetString(Renderer.Render(Document()));

        Assert.StartsWith("%PDF-1.4\n%", text, StringComparison.Ordinal);
        foreach (var needed in new[] { "/OutputIntents", "/GTS_PDFA1", "/FontFile2", "/CIDSet", "/ToUnicode", "<pdfaid:part>1</pdfaid:part>", "<pdfaid:conformance>B</pdfaid:conformance>", "/ID [<" }) Assert.Contains(needed, text, StringComparison.Ordinal);
        foreach (var forbidden in new[] { "/Encrypt", "/ObjStm", "/SMask", "/JavaScript", "/LZWDecode" }) Assert.DoesNotContain(forbidden, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_document_gives_the_same_bytes() => Assert.Equal(Renderer.Render(Document()), Renderer.Render(Document()));

    [Fact]
    public void Only_the_glyphs_that_are_used_are_embedded() => Assert.InRange(Renderer.Render(Document()).Length, 10_000, 120_000);

    [Fact]
    public void The_text_is_found_with_its_accents_on_every_page()
    {
        Assert.SkipUnless(Installed("pdftotext"), "poppler-utils is not installed.");
        var file = Saved(Document(string.Join('\n', Enumerable.Range(1, 120).Select(i => $"Observation numéro {i} : œdème, fièvre à 38,5 °C, « ça va »."))));

        var pages = Run("pdftotext", "-layout", file, "-").Split('\f', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(pages.Length >= 3);
        Assert.All(pages, p => Assert.Contains("PAT-TROIS DOMINIQUE, née le 28/03/1979", p, StringComparison.Ordinal));
        Assert.Contains($"Page {pages.Length} sur {pages.Length}", pages[^1], StringComparison.Ordinal);
        var text = string.Concat(pages);
        Assert.Contains("Pénicilline réaction : œdème", text, StringComparison.Ordinal);
        for (var i = 1; i <= 120; i++) Assert.Contains($"Observation numéro {i} :", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_draft_says_so_on_its_page()
    {
        Assert.SkipUnless(Installed("pdftotext"), "poppler-utils is not installed.");

        Assert.Contains("BROUILLON", Run("pdftotext", Saved(Document(notice: "BROUILLON — ne pas transmettre")), "-"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_reader_finds_no_fault_in_the_structure()
    {
        Assert.SkipUnless(Installed("qpdf"), "qpdf is not installed.");

        Assert.Contains("No syntax or stream encoding errors found", Run("qpdf", "--check", Saved(Document())), StringComparison.Ordinal);
    }

    [Fact]
    public void The_fonts_are_embedded_subsets_with_unicode_maps()
    {
        Assert.SkipUnless(Installed("pdffonts"), "poppler-utils is not installed.");

        var fonts = Run("pdffonts", Saved(Document())).Split('\n').Where(l => l.Contains("DejaVu", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, fonts.Count);
        Assert.All(fonts, f => Assert.Matches(@"CID TrueType\s+Identity-H\s+yes yes yes", f));
    }

    private static string Saved(PrintedDocument document)
    {
        var file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".pdf");
        File.WriteAllBytes(file, Renderer.Render(document));
        return file;
    }

    private static bool Installed(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, tool)));

    private static string Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, tool + ": " + errors + output);
        return output;
    }
}
