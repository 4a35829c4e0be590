using System.Text;
using HealthDirectory.Employment;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Platform;

namespace HealthDirectory.Imports;

internal static class StaffImportEndpoint
{
    private const int LargestFile = 4 * 1024 * 1024;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static void MapStaffImports(this IEndpointRouteBuilder routes) => routes.MapPost("/staff-imports", Import).WithTags("Personnel").RequireAuthorization("directory:staff")
        .WithMetadata(new RequestSizeLimitAttribute(LargestFile)).Accepts<string>("text/csv").ProducesProblem(400).ProducesProblem(403).ProducesProblem(413)
        .WithSummary("Reprend le fichier du logiciel du personnel (CSV ; contrats ou absences). dryRun=true : rapport ligne par ligne sans rien changer. Le même fichier deux fois ne change rien");

    private static async Task<Ok<ImportReport>> Import(bool? dryRun, HttpRequest request, StaffRights rights, ImportStaff staff, ImportAbsences absences, DirectoryDbContext db, CancellationToken ct)
    {
        var reach = await rights.RequireAsync([], ct);
        var (columns, lines) = CsvTable.Read(await TextAsync(request, ct));
        var report = columns.Contains("absence") ? await absences.TakeAsync(Named(columns, AbsenceLine.Columns, lines), reach, ct)
            : await staff.TakeAsync(Named(columns, StaffLine.Columns, lines), reach, ct);
        if (dryRun != true)
        {
            db.Audit(new("staff.import", "organisation", db.TenantId.ToString()) { Category = "ADM" });
            await db.SaveChangesAsync(ct);
        }
        return TypedResults.Ok(ImportReport.Of(dryRun == true, report));
    }

    private static async Task<string> TextAsync(HttpRequest request, CancellationToken ct)
    {
        using var reader = new StreamReader(request.Body, Strict);
        try { return await reader.ReadToEndAsync(ct); }
        catch (DecoderFallbackException) { throw new BadInputException("csv-unreadable", "Le fichier n'est pas en UTF-8. Exportez-le dans ce codage."); }
    }

    private static IReadOnlyList<CsvLine> Named(IReadOnlyList<string> columns, string[] needed, IReadOnlyList<CsvLine> lines) =>
        needed.Except(columns).ToList() is { Count: > 0 } missing ? throw new BadInputException("csv-columns-missing", $"Il manque les colonnes {string.Join(", ", missing)}. Ajoutez-les à l'export.") : lines;
}
