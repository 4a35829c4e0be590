using Documents.Records;
using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Events;

namespace Documents.Access;

/// <summary>The gate before each document: consent decides, the audit trail keeps the answer, and a refusal looks like an absence unless it may be told.</summary>
public sealed class CareAccess(DocumentsDbContext db, ConsentClient consent, Caller caller)
{
    public Guid Situation => caller.SituationId
        ?? throw new ForbiddenException("no-situation", "Votre session ne désigne aucune situation de travail. Reconnectez-vous et choisissez-en une.");

    public Task<Verdict> RequireAsync(HealthDocument document, string action, string act, CancellationToken ct, string purpose = Question.Coordination) =>
        RequireAsync(new(Situation, document.UsagerId, document.Type.Category, action)
        {
            Purpose = purpose, Establishment = document.EstablishmentId, Unit = document.UnitId, DocumentType = document.TypeCode,
        }, act, "document", document.Id.ToString(), ct);

    public async Task<Verdict> RequireAsync(Question question, string act, string subjectType, string subjectId, CancellationToken ct)
    {
        var verdict = await consent.AskAsync(question, ct);
        Record(question, verdict, act, subjectType, subjectId);
        if (verdict.Allowed) return verdict;
        await KeepTrailAsync(ct);
        throw verdict.MayKnow ? new ForbiddenException(Code(verdict), verdict.Explanation) : new NotFoundException();
    }

    /// <summary>Refuses openly an act on something the asker may see: the trail is kept, nothing else is.</summary>
    public async Task RefuseAsync(Verdict verdict, string code, CancellationToken ct)
    {
        await KeepTrailAsync(ct);
        throw new ForbiddenException(code, verdict.Explanation);
    }

    /// <summary>The same, for a question that consent alone does not settle: the refusal itself is put in the trail.</summary>
    public Task RefuseAsync(Question question, Verdict refused, string code, CancellationToken ct)
    {
        Record(question, refused, "dmp.search", "usager", question.Usager.ToString());
        return RefuseAsync(refused, code, ct);
    }

    /// <summary>A document that is not there for the asker, of another organisation perhaps: the attempt is kept.</summary>
    public async Task<NotFoundException> MissingAsync(Guid document, string act, CancellationToken ct, string subjectType = "document")
    {
        db.Audit(new(act, subjectType, document.ToString()) { Outcome = "refused", ReasonCode = "not-found" });
        await KeepTrailAsync(ct);
        return new();
    }

    private async Task KeepTrailAsync(CancellationToken ct)
    {
        foreach (var entry in db.ChangeTracker.Entries().Where(e => e.Entity is not OutboxMessage).ToList()) entry.State = EntityState.Detached;
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Asks without refusing: the caller of this method decides what a no means.</summary>
    public async Task<Verdict> AskAsync(Question question, string act, string subjectType, string subjectId, CancellationToken ct)
    {
        var verdict = await consent.AskAsync(question, ct);
        Record(question, verdict, act, subjectType, subjectId);
        return verdict;
    }

    public void Record(Question q, Verdict verdict, string act, string subjectType, string subjectId) => db.Audit(new(act, subjectType, subjectId)
    {
        Category = q.Category, UsagerId = q.Usager, Outcome = verdict.Allowed ? "allowed" : "refused", ReasonCode = verdict.ReasonCode, RuleIds = verdict.RuleIds, Purpose = q.Purpose,
    });

    private static string Code(Verdict verdict) => verdict.ReasonCode.ToLowerInvariant().Replace('_', '-');
}
