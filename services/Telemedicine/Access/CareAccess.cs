using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Events;
using Telemedicine.Requests;

namespace Telemedicine.Access;

/// <summary>The gate before each act: consent decides, the access trail keeps the answer, and a refusal looks like an absence unless it may be told.</summary>
public sealed class CareAccess(TelemedicineDbContext db, ConsentClient consent, Caller caller)
{
    /// <summary>R reads, C prepares and carries out, V answers as the one asked.</summary>
    public const string Read = "R", Prepare = "C", Answer = "V";

    public Guid Situation => caller.SituationId
        ?? throw new ForbiddenException("no-situation", "Votre session ne désigne aucune situation de travail. Reconnectez-vous et choisissez-en une.");

    /// <summary>The request, when the caller may do <paramref name="action"/> on it.</summary>
    /// <param name="id">Of the request.</param>
    /// <param name="action">R, C or V.</param>
    /// <param name="act">For the trail.</param>
    /// <param name="ct">Stops it.</param>
    /// <param name="aspect">The part that is shown; empty: all of it.</param>
    public async Task<TelemedicineRequest> RequestAsync(Guid id, string action, string act, CancellationToken ct, string aspect = "")
    {
        var request = await db.Requests.SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw await MissingAsync(act, "telemedicine-request", id.ToString(), ct);
        await RequireAsync(request.UsagerId, request.EstablishmentId, action, act, "telemedicine-request", id.ToString(), ct, request.Emergency ? ConsentClient.Emergency : ConsentClient.Coordination, aspect);
        return request;
    }

    public async Task RequireAsync(Guid usager, Guid establishment, string action, string act, string subjectType, string subjectId, CancellationToken ct, string purpose = ConsentClient.Coordination, string aspect = "")
    {
        var verdict = await consent.AskAsync(Situation, usager, establishment, action, ct, purpose, aspect);
        Record(verdict, usager, act, subjectType, subjectId, purpose);
        if (verdict.Allowed) return;
        await KeepTrailAsync(ct);
        throw verdict.MayKnow ? new ForbiddenException("not-authorised", verdict.Explanation) : new NotFoundException();
    }

    /// <summary>Something that is not there for the asker, of another organisation perhaps: the attempt is kept.</summary>
    public async Task<NotFoundException> MissingAsync(string act, string subjectType, string subjectId, CancellationToken ct)
    {
        db.Audit(new(act, subjectType, subjectId) { Category = ConsentClient.Category, Outcome = "refused", ReasonCode = "not-found" });
        await KeepTrailAsync(ct);
        return new();
    }

    public void Record(Verdict verdict, Guid usager, string act, string subjectType, string subjectId, string purpose) => db.Audit(new(act, subjectType, subjectId)
    {
        Category = ConsentClient.Category, UsagerId = usager, Outcome = verdict.Allowed ? "allowed" : "refused", ReasonCode = verdict.ReasonCode, RuleIds = verdict.RuleIds, Purpose = purpose,
    });

    private async Task KeepTrailAsync(CancellationToken ct)
    {
        foreach (var entry in db.ChangeTracker.Entries().Where(e => e.Entity is not OutboxMessage).ToList()) entry.State = EntityState.Detached;
        await db.SaveChangesAsync(ct);
    }
}
