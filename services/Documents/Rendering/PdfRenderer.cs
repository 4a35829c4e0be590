using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Documents.Rendering;

/// <summary>Renders a document as a PDF of PDF/A-1b shape: fonts and colour profile embedded, XMP metadata, nothing encrypted.</summary>
public sealed class PdfRenderer
{
    private const string Producer = "Plateforme medico-sociale";
    private readonly TrueTypeFont _regular = TrueTypeFont.Embedded("DejaVuSans.ttf", "DejaVuSans");
    private readonly TrueTypeFont _bold = TrueTypeFont.Embedded("DejaVuSans-Bold.ttf", "DejaVuSans-Bold");
    private readonly byte[] _colours = SrgbProfile.Create();

    public byte[] Render(PrintedDocument document)
    {
        var (regular, bold) = (new FontSubset(_regular), new FontSubset(_bold));
        var pages = new PdfLayout(regular, bold, document).Pages();
        var pdf = new PdfFile();
        var tree = pdf.Reserve();
        var fonts = $"/F1 {Reference(PdfFonts.Add(pdf, regular, "AAAAAA"))} /F2 {Reference(PdfFonts.Add(pdf, bold, "BBBBBB"))}";
        var kids = pages.Select(page => AddPage(pdf, tree, fonts, page)).ToList();
        pdf.Set(tree, string.Create(CultureInfo.InvariantCulture, $"<< /Type /Pages /Count {kids.Count} /Kids [{string.Join(' ', kids.Select(Reference))}] >>"));

        var profile = pdf.AddStream("/N 3", _colours);
        var intent = pdf.Add($"<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1) /DestOutputProfile {Reference(profile)} >>");
        var xmp = pdf.AddStream("/Type /Metadata /Subtype /XML", Encoding.UTF8.GetBytes(PdfMetadata.Xmp(document, Producer)), compress: false);
        var info = pdf.Add($"<< /Title {PdfFile.TextString(document.Title)} /Author {PdfFile.TextString(document.Author)} /Producer {PdfFile.TextString(Producer)} /CreationDate ({PdfMetadata.Date(document.CreatedAt)}) /ModDate ({PdfMetadata.Date(document.CreatedAt)}) >>");
        var catalog = pdf.Add($"<< /Type /Catalog /Pages {Reference(tree)} /Metadata {Reference(xmp)} /OutputIntents [{Reference(intent)}] /Lang (fr-FR) /ViewerPreferences << /DisplayDocTitle true >> >>");
        return pdf.ToBytes(catalog, info, FileId(document, pages));
    }

    private static int AddPage(PdfFile pdf, int tree, string fonts, string content)
    {
        var stream = pdf.AddStream("", Encoding.ASCII.GetBytes(content));
        return pdf.Add($"<< /Type /Page /Parent {Reference(tree)} /MediaBox [0 0 {PdfFile.Number(PdfLayout.Width)} {PdfFile.Number(PdfLayout.Height)}] /Resources << /Font << {fonts} >> >> /Contents {Reference(stream)} >>");
    }

    private static string Reference(int number) => number.ToString(CultureInfo.InvariantCulture) + " 0 R";

    // The identifier depends on the content only: the same document gives the same bytes again.
    private static string FileId(PrintedDocument document, IReadOnlyList<string> pages) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(document.Title + document.Footer + string.Concat(pages)))[..16]);
}
