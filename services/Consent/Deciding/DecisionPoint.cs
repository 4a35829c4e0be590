using Contracts.Directory;
using Platform;

namespace Consent.Deciding;

/// <summary>Default deny. Holds nothing of its own: who asks comes from directory, what decides from the tenant's rules.</summary>
internal sealed class DecisionPoint(KnownSituations situations, KnownEstablishments establishments, Newcomers newcomers, TenantRules rules, Decider decider, Caller caller, TimeProvider clock, TenantScope scope)
{
    public async Task<Answer> DecideAsync(Question question, CancellationToken ct) => (await DecideAsync([question], ct))[0];

    public async Task<IReadOnlyList<Answer>> DecideAsync(IReadOnlyList<Question> questions, CancellationToken ct)
    {
        var snapshot = await rules.ReadAsync(scope.Tenant, ct);
        var answers = new List<Answer>(questions.Count);
        foreach (var question in await AboutKnownAsync(questions, snapshot, ct))
        {
            if (DutyToTell.Asks(question, caller.Service))
            {
                answers.Add(DutyToTell.Take(question, snapshot.Person(question.UsagerId), clock.GetUtcNow()));
                continue;
            }
            var situation = question.Account is null ? await situations.FindAsync(question.SituationId, ct) : null;
            var delegating = question.OnBehalfOf is { } from ? await situations.FindAsync(from, ct) : null;
            var kind = await establishments.KindOfAsync(question.Whereabouts(snapshot.Person(question.UsagerId)).House, delegating ?? situation, ct);
            answers.Add(question.OnBehalfOf is null ? decider.Decide(question, situation, kind, snapshot, scope.Tenant) : DecideDelegated(question, situation, delegating, kind, snapshot));
        }
        return answers;
    }

    // Identity, and nobody else, is believed about persons of whom it has not told consent yet.
    private async ValueTask<IReadOnlyList<Question>> AboutKnownAsync(IReadOnlyList<Question> questions, RulesSnapshot snapshot, CancellationToken ct)
    {
        if (caller.Service == "identity") return questions;
        List<Guid>? untold = null;
        foreach (var question in questions)
            if (!question.OfNoPerson && snapshot.Person(question.UsagerId).Place is null) (untold ??= []).Add(question.UsagerId);
        if (untold is null) return questions;
        var found = await newcomers.FindAsync(scope.Tenant, untold, ct);
        return [.. questions.Select(question => question.OfNoPerson || snapshot.Person(question.UsagerId).Place is not null ? question
            : found.TryGetValue(question.UsagerId, out var told) ? question with { EstablishmentId = told.House, UnitId = told.Unit }
            : question with { EstablishmentId = null, UnitId = null, Nobody = true })];
    }

    /// <summary>
    /// The deciding rights are those of the one who delegates, on her own; so what was delegated to her cannot go further. What is of one
    /// person and no other stays with her: a file opened in an emergency, a consent that names her, what she alone has written.
    /// </summary>
    private Answer DecideDelegated(Question question, Situation? acting, Situation? delegating, string kind, RulesSnapshot snapshot)
    {
        var now = clock.GetUtcNow();
        if (Decider.NoAccount(acting, snapshot, scope.Tenant, now) is { } refusal) return refusal;
        var delegation = snapshot.TenantWide.Delegations(question.OnBehalfOf!.Value, question.SituationId).FirstOrDefault(d => d.Covers(question.Category, question.Action[0], now));
        if (delegation is null) return Answer.Deny("DENY_PROFILE", "Cette tâche ne vous est pas déléguée, ou ne l'est plus. Voyez avec le collègue qui vous la confie.", mayKnow: false, "DELEGATION");
        var answer = decider.Decide(question with { SituationId = question.OnBehalfOf.Value, OnBehalfOf = null, Hand = new(question.SituationId, acting!.NationalId) }, delegating, kind, snapshot, scope.Tenant);
        if (!answer.Allowed) return answer;
        return answer with
        {
            Explanation = $"Permis : {Name(acting)} pour le compte de {Name(delegating!)} ({answer.Explanation["Permis : ".Length..].TrimEnd('.')}).",
            Rules = [.. answer.Rules, $"DELEGATION-{delegation.Id}"], Obligations = [.. answer.Obligations, "on-behalf-of"], Relation = "delegation", Traced = true,
        };
    }

    private static string Name(Situation situation) => $"{situation.GivenName} {situation.FamilyName}, {situation.FunctionLabel}";
}
