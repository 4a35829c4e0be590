using Consent.Deciding;
using Contracts.Directory;

namespace Consent.Consents;

/// <summary>Outside of the team data is shared when the person agrees and the team has said that it is useful: both, or nothing.</summary>
internal readonly record struct Sharing(PersonConsent? Consent, Answer? Refusal)
{
    public static Sharing Look(Question question, Situation situation, PersonRules person, DateTimeOffset now)
    {
        var consent = Array.Find(person.Consents, c => c.Permits(question, situation, person.Circle, now));
        if (consent is null)
            return new(null, Answer.Deny("DENY_CONSENT", "Hors de l'équipe de soins, il faut le consentement de la personne. Recueillez-le avant d'ouvrir cette information.", mayKnow: true, "L1110-4-III"));
        if (consent.Kind == ConsentKind.DMP_ACCESS) return new(consent, null);
        var need = Array.Find(person.Needs, n => n.Covers(question, situation, person.Circle, now));
        return need is null
            ? new(null, Answer.Deny("DENY_CONSENT", "La personne est d'accord, mais l'équipe n'a pas indiqué que cette information est utile à ce destinataire. Complétez le registre des partages.", mayKnow: true, "R1110-1", $"CONSENT-{consent.Id}"))
            : new(consent, null);
    }
}
