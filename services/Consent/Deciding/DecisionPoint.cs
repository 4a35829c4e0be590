using Contracts.Directory;

namespace Consent.Deciding;

/// <summary>Default deny, in the order of the law: account, opposition, relation, profile (consent sheet §2).</summary>
internal sealed class DecisionPoint(KnownSituations situations, TenantRules rules, Matrix matrix, TimeProvider clock, ConsentDbContext db)
{
    public async Task<IReadOnlyList<Answer>> DecideAsync(IReadOnlyList<Question> questions, CancellationToken ct)
    {
        var snapshot = await rules.ReadAsync(db, ct);
        var answers = new List<Answer>(questions.Count);
        foreach (var question in questions) answers.Add(Decide(question, await situations.FindAsync(question.SituationId, ct), snapshot, db.TenantId));
        return answers;
    }

    public async Task<Answer> DecideAsync(Question question, CancellationToken ct) => (await DecideAsync([question], ct))[0];

    internal Answer Decide(Question question, Situation? situation, TenantRules.Snapshot snapshot, Guid tenant)
    {
        if (situation is not { Active: true } || situation.TenantId != tenant.ToString())
            return Answer.Deny("DENY_ACCOUNT", "Votre situation d'exercice n'est pas ou n'est plus active. Reconnectez-vous ou voyez votre responsable.", mayKnow: false);

        var relation = RelationOf(question, situation, snapshot);
        if (relation is null)
            return Answer.Deny("DENY_RELATION", "Vous ne faites pas partie de l'équipe de soins de cette personne.", mayKnow: false);

        var now = clock.GetUtcNow();
        var opposition = snapshot.Oppositions[question.UsagerId].FirstOrDefault(o => o.Forbids(question.Category, question.Channel, question.Recipient, situation.NationalId, now));
        if (opposition is not null)
            return Answer.Deny("DENY_OPPOSITION", "La personne s'y est opposée. Respectez son choix ; voyez son dossier pour la portée de l'opposition.", mayKnow: true, $"OPPOSITION-{opposition.Id}");

        var rule = $"EHPAD-{situation.Function}-{question.Category}";
        var cell = matrix.Find(situation.Function, question.Category);
        if (cell is null || !cell.Actions.Contains(question.Action, StringComparison.Ordinal))
            return Answer.Deny("DENY_PROFILE", $"La fonction « {situation.FunctionLabel} » ne donne pas ce droit. Demandez à un collègue habilité ou à votre responsable.", mayKnow: true, rule);

        return new(true, "ALLOW", $"Permis : {situation.FunctionLabel}, {relation}.", [rule], Obligations(cell), true);
    }

    private static string? RelationOf(Question question, Situation situation, TenantRules.Snapshot snapshot)
    {
        snapshot.Places.TryGetValue(question.UsagerId, out var place);
        var house = question.EstablishmentId ?? place?.EstablishmentId;
        var unit = question.UnitId ?? place?.UnitId;

        if (snapshot.Circles[question.UsagerId].Any(member => member.Includes(situation))) return "membre du cercle de soins";
        if (situation.EstablishmentId.Length == 0) return "mission sur tout l'organisme";
        if (house is null || situation.EstablishmentId != house.ToString()) return null;
        if (situation.UnitIds.Count > 0 && (unit is null || !situation.UnitIds.Contains(unit.ToString()))) return null;
        return situation.UnitIds.Count > 0 ? "équipe de l'unité" : "équipe de l'établissement";
    }

    private static List<string> Obligations(Cell cell)
    {
        List<string> obligations = ["log"];
        if (cell.Minimal) obligations.Add("minimal-view");
        if (cell.Own) obligations.Add("own-entries");
        return obligations;
    }
}
