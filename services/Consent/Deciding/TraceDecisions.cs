using Consent.Consents;
using Contracts.Consent;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Deciding;

/// <summary>
/// Keeps what a decision itself has to leave behind: a line for each disclosure outside of the team with its consent and
/// purpose, an alert for an export of many, the end of a consent that is for one time. Lines alone share their commit with those
/// of other requests.
/// </summary>
internal sealed class TraceDecisions(Lazy<ConsentDbContext> db, SharedTrail<ConsentDbContext> trail, TenantScope scope, TimeProvider clock)
{
    public async Task<IReadOnlyList<Answer>> KeepAsync(IReadOnlyList<Question> questions, IReadOnlyList<Answer> answers, CancellationToken ct)
    {
        if (!answers.Any(answer => answer.Traced)) return answers;
        var (kept, changes) = (answers.ToArray(), false);
        for (var i = 0; i < kept.Length; i++)
        {
            if (!kept[i].UsesUp) continue;
            changes = true;
            if (!await UseUpAsync(kept[i].ConsentId!.Value, questions[i].UsagerId, ct))
                kept[i] = Answer.Deny("DENY_CONSENT", "Ce consentement a déjà servi : chaque consultation du DMP hors de l'équipe en demande un nouveau. Recueillez-le, puis recommencez.", mayKnow: true, $"CONSENT-{kept[i].ConsentId}") with { Traced = true };
        }
        var traced = questions.Zip(kept).Where(pair => pair.Second.Traced).ToList();
        if (traced.Find(pair => pair.Second.Allowed && pair.First is { Action: "X", Count: >= StaffDecision.BulkExport }).First is { } export)
        {
            changes = true;
            db.Value.Publish(AlertRaised.Topic, new AlertRaised("bulk-export", export.SituationId, export.Count, clock.GetUtcNow()), export.SituationId);
        }

        var lines = traced.Select(pair => Line(pair.First, pair.Second));
        if (!changes)
        {
            await trail.WriteAsync(scope, lines, ct);
            return kept;
        }
        foreach (var line in lines) db.Value.Audit(line);
        await db.Value.SaveChangesAsync(ct);
        return kept;
    }

    private static Access Line(Question question, Answer answer) => new("decision.take", "usager", question.UsagerId.ToString())
    {
        Category = question.Category, UsagerId = question.UsagerId, Outcome = answer.Allowed ? "allowed" : "refused", ReasonCode = answer.Reason, RuleIds = answer.Rules, Purpose = question.Purpose,
    };

    // One statement: of two consultations at the same moment one is the second.
    private async Task<bool> UseUpAsync(Guid consentId, Guid usagerId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var used = await db.Value.Consents.Where(c => c.Id == consentId && c.UsedAt == null && c.Status == ConsentStatus.Active).ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now), ct);
        if (used == 1) db.Value.RaiseRules(usagerId);
        return used == 1;
    }
}
