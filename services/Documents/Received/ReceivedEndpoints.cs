using Documents.Access;
using Documents.Vault;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Received;

public sealed record ReceivedView(Guid Id, Guid? UsagerId, string Origin, string UniqueId, bool HasPdf, DateTimeOffset ReceivedAt);

public static class ReceivedEndpoints
{
    public static void MapReceived(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/received-documents").WithTags("Received documents").RequireAuthorization("documents:read");
        group.MapGet("/", List);
        group.MapGet("/{id:guid}/pdf", Pdf).ProducesProblem(404);
    }

    private static async Task<Ok<List<ReceivedView>>> List(Guid usagerId, DocumentsDbContext db, CareAccess access, CancellationToken ct)
    {
        await access.RequireAsync(new(access.Situation, usagerId, "MED", "R"), "received-document.list", "usager", usagerId.ToString(), ct);
        var found = await db.ReceivedDocuments.AsNoTracking().Where(d => d.UsagerId == usagerId).OrderByDescending(d => d.ReceivedAt).Take(500).ToListAsync(ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(found.ConvertAll(d => new ReceivedView(d.Id, d.UsagerId, d.Origin, d.UniqueId, d.PdfKey.Length > 0, d.ReceivedAt)));
    }

    private static async Task<FileContentHttpResult> Pdf(Guid id, DocumentsDbContext db, CareAccess access, BlobVault vault, CancellationToken ct)
    {
        var found = await db.ReceivedDocuments.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id && d.UsagerId != null && d.PdfKey != "", ct);
        if (found is null) throw await access.MissingAsync(id, "received-document.read", ct, "received-document");
        await access.RequireAsync(new(access.Situation, found.UsagerId!.Value, "MED", "R") { Establishment = found.EstablishmentId }, "received-document.read", "received-document", id.ToString(), ct);
        var pdf = await vault.OpenAsync(found.PdfKey, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.File(pdf, "application/pdf", $"{id}.pdf");
    }
}
