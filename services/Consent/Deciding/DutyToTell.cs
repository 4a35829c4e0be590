using Contracts.Directory;

namespace Consent.Deciding;

/// <summary>
/// After a bris de glace the house itself tells the person and the médecin traitant (R1111-48): no professional is behind the mail, only what the
/// person has said no to holds it back. Messaging alone may ask so.
/// </summary>
internal static class DutyToTell
{
    public const string Purpose = "legal-notice";

    private static readonly Situation Nobody = new();

    public static bool Asks(Question question, string service) =>
        service == "messaging" && question is { Purpose: Purpose, Category: "MSG", Action: "S", Channel: "mssante" or "citizen", Account: null } && question.SituationId == Guid.Empty;

    public static Answer Take(Question question, PersonRules person, DateTimeOffset now)
    {
        if (question.Nobody) return Answer.Deny("DENY_RELATION", "Cette personne n'est pas connue de l'organisme. Vérifiez son identité.", mayKnow: false, "R1111-48");
        foreach (var opposition in person.Oppositions)
            if (opposition.Forbids(question, Tie.Organisation, "", now))
                return Answer.Deny("DENY_OPPOSITION", "La personne s'est opposée à cet envoi : informez-la, ou informez son médecin traitant, par un autre moyen.", mayKnow: true, $"OPPOSITION-{opposition.Id}");
        foreach (var refusal in person.Consents)
            if (refusal.Refuses(question, Tie.Organisation, Nobody, person.Circle, now))
                return Answer.Deny("DENY_OPPOSITION", "La personne a refusé les messages de Mon espace santé : informez-la par un autre moyen.", mayKnow: true, $"CONSENT-{refusal.Id}");
        return new(true, "ALLOW", "Permis : information due après un accès en urgence, règle R1111-48.", ["R1111-48"], ["log"], true) { Relation = "organisation", Traced = true };
    }
}
