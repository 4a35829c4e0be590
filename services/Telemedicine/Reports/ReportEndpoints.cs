using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;

namespace Telemedicine.Reports;

/// <param name="Cda">The report as CDA, in base64.</param>
/// <param name="Pdf">Its PDF, in base64, when the CDA does not hold it.</param>
public sealed record UploadRequest(byte[] Cda, byte[]? Pdf = null);

internal static class ReportEndpoints
{
    private const int LargestFile = 12 * 1024 * 1024;

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/requests/{id:guid}/reports", Upload).WithTags("Reports").RequireAuthorization("telemedicine:write").WithMetadata(new RequestSizeLimitAttribute(26 * 1024 * 1024)).ProducesProblem(400).ProducesProblem(409);
        routes.MapGet("/requests/{id:guid}/reports/{reportId:guid}/pdf", Pdf).WithTags("Reports").RequireAuthorization("telemedicine:read");
    }

    /// <summary>A report brought by hand, held to the same checks as any other.</summary>
    private static async Task<Accepted<ReportView>> Upload(Guid id, UploadRequest body, TelemedicineDbContext db, CareAccess access, TakeReport reports, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.report-upload", ct);
        if (body.Cda.Length is 0 or > LargestFile || body.Pdf?.Length > LargestFile) throw new BadInputException("report-size", "Le compte rendu compte de 1 octet à 12 Mo. Réduisez-le, puis recommencez.");
        if (CdaReport.Read(body.Cda) is null) throw new BadInputException("report-unreadable", "Ce fichier n'est pas un compte rendu au format CDA. Demandez au requis de le renvoyer.");
        var report = await reports.TakeAsync(request, new("upload", "upload-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body.Cda)), body.Cda, body.Pdf ?? []), ct);
        if (report.RequestId != id) throw new RuleBrokenException("report-known", "Ce compte rendu est déjà classé sous une autre demande. Vérifiez le fichier, ou redemandez le compte rendu au requis.");
        await db.SaveChangesAsync(ct);
        return TypedResults.Accepted($"/requests/{id}", ReportView.Of(report));
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> Pdf(Guid id, Guid reportId, TelemedicineDbContext db, CareAccess access, Sealing.ClinicalSeal seal, CancellationToken ct)
    {
        await access.RequestAsync(id, CareAccess.Read, "telemedicine.report-read", ct);
        // What is held apart is about somebody else, perhaps: it is shown to nobody.
        var report = await db.Reports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == reportId && r.RequestId == id && r.State != ReportState.Quarantined, ct);
        await db.SaveChangesAsync(ct);
        return report is null ? TypedResults.NotFound() : TypedResults.File(seal.OpenBytes(report.TenantId, report.Id, report.SealedPdf), "application/pdf", $"{reportId}.pdf");
    }
}
