using System.Text.Json;
using Documents.Access;
using Documents.Vault;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Records;

/// <summary>Writing drafts: the first one, its revisions, and the draft of a next version.</summary>
internal static class WriteDocuments
{
    public static async Task<Created<DocumentView>> Draft(DraftRequest request, [FromHeader(Name = "Idempotency-Key")] string? key, HttpContext http, DocumentsDbContext db, CareAccess access,
        IdentityClient identities, BlobVault vault, DocumentViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var type = DocumentType.Find(request.TypeCode) ?? throw new BadInputException("document-type", "Ce type de document n'est pas dans la nomenclature : choisissez-en un dans la liste des types.");
        var digest = JsonSerializer.Serialize(request);
        if (await IdempotentRequest.FindAsync(db, Numbered(key, "draft"), digest, ct) is { } made) return await AnswerAsync(await db.Documents.SingleAsync(d => d.Id == made, ct), http, viewing, ct);

        var person = await identities.FindAsync(request.UsagerId, ct) ?? throw new NotFoundException();
        var (establishment, unit) = (request.EstablishmentId ?? person.EstablishmentId, request.UnitId ?? person.UnitId);
        await access.RequireAsync(new(access.Situation, request.UsagerId, type.Category, "C") { Establishment = establishment, Unit = unit, DocumentType = type.Code }, "document.draft", "usager", request.UsagerId.ToString(), ct);
        var (kind, text) = await request.Content.ReadAsync(type, vault, ct);
        var document = HealthDocument.Draft(db.TenantId, request.UsagerId, establishment, unit, type, kind, text, access.Situation, clock.GetUtcNow());
        db.Documents.Add(document);
        IdempotentRequest.Remember(db, Numbered(key, "draft"), digest, document.Id, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return await AnswerAsync(document, http, viewing, ct);
    }

    public static async Task<Ok<DocumentView>> Revise(Guid id, DraftText request, HttpContext http, DocumentsDbContext db, CareAccess access, BlobVault vault, DocumentViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var document = await db.Documents.SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw await access.MissingAsync(id, "document.revise", ct);

        // One's own draft is still being created; someone else's is being changed.
        await access.RequireAsync(document, document.AuthorSituationId == access.Situation ? "C" : "U", "document.revise", ct);
        http.RequireVersion(document.Version);
        var (kind, text) = await request.ReadAsync(document.Type, vault, ct);
        if (kind != document.Kind) throw new BadInputException("content-kind", "Un brouillon garde sa nature : contenu de liaison ou PDF. Créez un autre document pour en changer.");
        document.Revise(text, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        http.SetVersion(document.Version);
        return TypedResults.Ok(await viewing.ViewAsync(document, ct));
    }

    public static async Task<Created<DocumentView>> Replace(Guid id, DraftText request, [FromHeader(Name = "Idempotency-Key")] string? key, HttpContext http, DocumentsDbContext db, CareAccess access,
        BlobVault vault, DocumentViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var document = await db.Documents.SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw await access.MissingAsync(id, "document.replace", ct);
        await access.RequireAsync(document, "C", "document.replace", ct);
        var digest = id + JsonSerializer.Serialize(request);
        if (await IdempotentRequest.FindAsync(db, Numbered(key, "replace"), digest, ct) is { } made) return await AnswerAsync(await db.Documents.SingleAsync(d => d.Id == made, ct), http, viewing, ct);

        var (kind, text) = await request.ReadAsync(document.Type, vault, ct);
        if (kind != document.Kind) throw new BadInputException("content-kind", "La nouvelle version garde la nature du document : envoyez, comme la première fois, un contenu de liaison ou un PDF.");
        var next = document.NextVersion(text, access.Situation, clock.GetUtcNow());
        db.Documents.Add(next);
        IdempotentRequest.Remember(db, Numbered(key, "replace"), digest, next.Id, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return await AnswerAsync(next, http, viewing, ct);
    }

    private static string Numbered(string? key, string act) => string.IsNullOrEmpty(key) ? "" : $"{act}/{key}";

    private static async Task<Created<DocumentView>> AnswerAsync(HealthDocument document, HttpContext http, DocumentViewing viewing, CancellationToken ct)
    {
        http.SetVersion(document.Version);
        return TypedResults.Created($"/documents/{document.Id}", await viewing.ViewAsync(document, ct));
    }
}
