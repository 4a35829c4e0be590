using Contracts.Documents;
using Documents.Access;
using Documents.Liaison;
using Documents.Packaging;
using Documents.Transmissions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Records;

/// <summary>Why an incomplete document must be final all the same.</summary>
public sealed record ValidationRequest(string? EmergencyReason = null);

/// <summary>The acts that move a document through its life.</summary>
internal static class DecideDocuments
{
    public static async Task<Ok<DocumentView>> Review(Guid id, HttpContext http, DocumentsDbContext db, CareAccess access, DocumentViewing viewing, CancellationToken ct)
    {
        var document = await FindAsync(id, "document.review", http, db, access, ct);
        await access.RequireAsync(document, document.AuthorSituationId == access.Situation ? "C" : "U", "document.review", ct);
        document.SendToReview();
        await db.SaveChangesAsync(ct);
        return await AnswerAsync(document, http, viewing, ct);
    }

    /// <summary>Makes the document final. It takes the place of the version it replaces, and leaves by the channels that the house has set to automatic.</summary>
    public static async Task<Ok<DocumentView>> Validate(Guid id, ValidationRequest? request, HttpContext http, DocumentsDbContext db, CareAccess access, DocumentRenderer renderer, Succession succession,
        AutomaticSending automatic, Caller caller, DocumentViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var document = await FindAsync(id, "document.validate", http, db, access, ct);
        var reason = request?.EmergencyReason?.Trim() ?? "";
        if (reason.Length > 500) throw new BadInputException("emergency-reason", "Le motif d'urgence dépasse 500 caractères. Raccourcissez-le.");
        if (caller.Kind != "pro") throw new ForbiddenException("validation-by-person", "Un document est validé par un professionnel identifié, jamais par un logiciel : faites-le valider par son auteur.");
        await access.RequireAsync(document, "V", "document.validate", ct, reason.Length > 0 ? Question.Emergency : Question.Coordination);

        var gaps = await renderer.LiaisonAsync(document, ct) is { } liaison ? Completeness.Gaps(liaison) : [];
        db.Publish(DocumentValidated.Topic, document.Validate(access.Situation, gaps, reason, clock.GetUtcNow()), document.Id);
        if (gaps.Count > 0) db.Audit(new("document.validate-incomplete", "document", id.ToString()) { Category = document.Type.Category, UsagerId = document.UsagerId, Purpose = Question.Emergency, ReasonCode = "emergency" });
        await succession.TakePlaceAsync(document, ct);
        await automatic.SendAsync(document, ct);
        await db.SaveChangesAsync(ct);
        return await AnswerAsync(document, http, viewing, ct);
    }

    public static async Task<Ok<DocumentView>> Cancel(Guid id, HttpContext http, DocumentsDbContext db, CareAccess access, Succession succession, DocumentViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var document = await FindAsync(id, "document.cancel", http, db, access, ct);
        await access.RequireAsync(document, document.Open && document.AuthorSituationId == access.Situation ? "C" : "V", "document.cancel", ct);
        db.Publish(DocumentCancelled.Topic, document.Cancel(clock.GetUtcNow()), document.Id);
        await succession.StopAsync(document, "document-cancelled", "Le document a été annulé. Rédigez-en un nouveau si la personne en a besoin.", ct);
        await db.SaveChangesAsync(ct);
        return await AnswerAsync(document, http, viewing, ct);
    }

    private static async Task<HealthDocument> FindAsync(Guid id, string act, HttpContext http, DocumentsDbContext db, CareAccess access, CancellationToken ct)
    {
        var document = await db.Documents.SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw await access.MissingAsync(id, act, ct);
        if (http.Request.Headers.IfMatch.Count > 0) http.RequireVersion(document.Version);
        return document;
    }

    private static async Task<Ok<DocumentView>> AnswerAsync(HealthDocument document, HttpContext http, DocumentViewing viewing, CancellationToken ct)
    {
        http.SetVersion(document.Version);
        return TypedResults.Ok(await viewing.ViewAsync(document, ct));
    }
}
