using Documents.Access;
using Documents.Packaging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Records;

/// <summary>Reading documents. Each read is decided, and written to the trail with the answer.</summary>
internal static class ReadDocuments
{
    /// <summary>The documents of one person that the asker may read; those of a refused category are neither shown nor counted.</summary>
    public static async Task<Ok<IReadOnlyList<DocumentSummary>>> List(Guid usagerId, DocumentsDbContext db, CareAccess access, ConsentClient consent, CancellationToken ct)
    {
        var documents = await db.Documents.AsNoTracking().Where(d => d.UsagerId == usagerId).OrderByDescending(d => d.WrittenAt).Take(500).ToListAsync(ct);
        // Nobody's documents, or those of another organisation: the question is kept as any other.
        if (documents.Count == 0) db.Audit(new("document.list", "usager", usagerId.ToString()) { UsagerId = usagerId, ReasonCode = "nothing-found" });
        var seen = new List<DocumentSummary>();
        foreach (var kind in documents.GroupBy(d => (d.Type.Category, d.EstablishmentId, d.UnitId)))
        {
            var question = new Question(access.Situation, usagerId, kind.Key.Category, "R") { Establishment = kind.Key.EstablishmentId, Unit = kind.Key.UnitId };
            var verdict = await consent.AskAsync(question, ct);
            access.Record(question, verdict, "document.list", "usager", usagerId.ToString());
            if (verdict.Allowed) seen.AddRange(kind.Select(DocumentSummary.Of));
        }

        await db.SaveChangesAsync(ct);
        return TypedResults.Ok<IReadOnlyList<DocumentSummary>>([.. seen.OrderByDescending(d => d.WrittenAt)]);
    }

    public static async Task<Ok<DocumentView>> Read(Guid id, HttpContext http, DocumentsDbContext db, CareAccess access, DocumentViewing viewing, CancellationToken ct)
    {
        var document = await FindAsync(id, db, access, "document.read", ct);
        var view = await viewing.ViewAsync(document, ct);
        await db.SaveChangesAsync(ct);
        http.SetVersion(document.Version);
        return TypedResults.Ok(view);
    }

    /// <summary>The PDF: as it left when it has left, else with the identity of the moment.</summary>
    public static async Task<FileContentHttpResult> Pdf(Guid id, DocumentsDbContext db, CareAccess access, IdentityClient identities, DocumentRenderer renderer, CancellationToken ct)
    {
        var document = await FindAsync(id, db, access, "document.read", ct);
        var person = await identities.FindAsync(document.UsagerId, ct) ?? throw new NotFoundException();
        var pdf = await renderer.PdfAsync(document, person, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.File(pdf, "application/pdf", $"{document.Id}.pdf");
    }

    public static async Task<FileContentHttpResult> CdaFile(Guid id, DocumentsDbContext db, CareAccess access, IdentityClient identities, DocumentRenderer renderer, CancellationToken ct)
    {
        var document = await FindAsync(id, db, access, "document.export", ct);
        if (document.Open) throw new RuleBrokenException("document-not-final", "Un brouillon n'a pas de forme CDA : validez-le d'abord.");
        var person = await identities.FindAsync(document.UsagerId, ct) ?? throw new NotFoundException();
        var rendered = await renderer.ShownAsync(document, person, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.File(rendered.Cda, "text/xml", $"{document.Id}.xml");
    }

    private static async Task<HealthDocument> FindAsync(Guid id, DocumentsDbContext db, CareAccess access, string act, CancellationToken ct)
    {
        var document = await db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw await access.MissingAsync(id, act, ct);
        await access.RequireAsync(document, "R", act, ct);
        return document;
    }
}
