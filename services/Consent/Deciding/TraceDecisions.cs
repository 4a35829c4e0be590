using Consent.Consents;
using Contracts.Consent;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Deciding;

/// <summary>
/// Keeps what a decision itself has to leave behind: a line for each disclosure outside of the team with its consent and
/// purpose, an alert for an export of many, the end of a consent that is for one time.
/// </summary>
internal sealed class TraceDecisions(ConsentDbContext db, TimeProvider clock)
{
    public async Task<IReadOnlyList<Answer>> KeepAsync(IReadOnlyList<Question> questions, IReadOnlyList<Answer> answers, CancellationToken ct)
    {
        if (!answers.Any(answer => answer.Traced)) return answers;
        var kept = answers.ToArray();
        var alerted = false;
        for (var i = 0; i < kept.Length; i++)
        {
            var question = questions[i];
            if (kept[i].UsesUp && !await UseUpAsync(kept[i].ConsentId!.Value, question.UsagerId, ct))
                kept[i] = Answer.Deny("DENY_CONSENT", "Ce consentement a déjà servi : chaque consultation du DMP hors de l'équipe en demande un nouveau.", mayKnow: true, $"CONSENT-{kept[i].ConsentId}") with { Traced = true };
            if (!kept[i].Traced) continue;
            db.Audit(new("decision.take", "usager", question.UsagerId.ToString())
            {
                Category = question.Category, UsagerId = question.UsagerId, Outcome = kept[i].Allowed ? "allowed" : "refused", ReasonCode = kept[i].Reason, RuleIds = kept[i].Rules, Purpose = question.Purpose,
            });
            if (!alerted && kept[i].Allowed && question.Action == "X" && question.Count >= StaffDecision.BulkExport)
            {
                alerted = true;
                db.Publish(AlertRaised.Topic, new AlertRaised("bulk-export", question.SituationId, question.Count, clock.GetUtcNow()), question.SituationId);
            }
        }
        await db.SaveChangesAsync(ct);
        return kept;
    }

    // One statement: of two consultations at the same moment one is the second.
    private async Task<bool> UseUpAsync(Guid consentId, Guid usagerId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var used = await db.Consents.Where(c => c.Id == consentId && c.UsedAt == null && c.Status == ConsentStatus.Active).ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now), ct);
        if (used == 1) db.RaiseRules(usagerId);
        return used == 1;
    }
}
