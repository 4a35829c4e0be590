using Consent.Matrices;
using Contracts.Directory;

namespace Consent.Deciding;

/// <summary>The decision itself, in memory: who asks and the tenant's rules are given.</summary>
internal sealed class Decider(TallyBook tallies, TimeProvider clock)
{
    public Answer Decide(Question question, Situation? situation, string kind, RulesSnapshot snapshot, Guid tenant)
    {
        var now = clock.GetUtcNow();
        var matrix = snapshot.TenantWide.MatrixOf(kind, now);
        var person = snapshot.Person(question.UsagerId);
        if (question.Account is { } account) return AccountDecision.Take(question, account, person, matrix, now);
        if (NoAccount(situation, snapshot, tenant, now) is { } refusal) return refusal;

        var answer = StaffDecision.Take(question, situation!, person, snapshot.TenantWide, matrix, now);
        tallies.Count(tenant, question, situation!, kind, answer, now);
        return answer;
    }

    internal static Answer? NoAccount(Situation? situation, RulesSnapshot snapshot, Guid tenant, DateTimeOffset now)
    {
        if (situation is not { Active: true } || !Guid.TryParse(situation.TenantId, out var own) || own != tenant || (situation.EndsAt > 0 && situation.EndsAt <= now.ToUnixTimeSeconds()))
            return Answer.Deny("DENY_ACCOUNT", "Votre situation d'exercice n'est pas ou n'est plus active. Reconnectez-vous ou voyez votre responsable.", mayKnow: false, "ACCOUNT");
        return snapshot.TenantWide.Suspended(situation.ProfessionalId)
            ? Answer.Deny("DENY_ACCOUNT", "Vos droits sont suspendus. Voyez votre direction.", mayKnow: false, "ACCOUNT-SUSPENDED")
            : null;
    }
}
