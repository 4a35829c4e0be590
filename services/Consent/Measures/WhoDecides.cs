using Consent.Consents;
using Consent.Deciding;
using Platform;

namespace Consent.Measures;

/// <summary>Who may say yes or no for a person, by her age and her measures (consent sheet §4).</summary>
internal static class WhoDecides
{
    /// <summary>Refuses a decision taken by somebody who may not take it.</summary>
    public static void Require(Will will, PersonRules person, DateTimeOffset now)
    {
        var minor = IsMinor(person, now);
        switch (will.DecidedBy)
        {
            case "person" when minor:
                throw new RuleBrokenException("decider-minor", "La personne est mineure : ce sont les titulaires de l'autorité parentale qui décident. Recueillez aussi son avis.");
            case "person" when !will.Able:
                throw new RuleBrokenException("decider-unable", "La personne ne peut pas décider seule : indiquez qui la représente, ou consultez la personne de confiance.");
            case "parent" when !minor:
                throw new RuleBrokenException("parent-of-adult", "La personne est majeure : ses parents ne décident plus pour elle. Recueillez sa décision.");
            case "representative":
                RequireRepresentative(will, person, now);
                break;
            case "team" when minor || will.Able || Representative(person, now) is not null:
                throw new RuleBrokenException("team-decides", "L'équipe ne décide que si la personne ne le peut pas et que personne ne la représente. Adressez-vous à la personne ou à son représentant.");
            case "team" when will.Assent.Length == 0:
                throw new BadInputException("assent-missing", "Indiquez l'avis de la personne de confiance et la réaction de la personne.");
        }
        if (will.DecidedBy is "representative" or "parent" && will.Assent.Length == 0)
            throw new BadInputException("assent-missing", "Recueillez et notez l'avis de la personne, même quand un autre décide pour elle.");
    }

    /// <summary>French lines: who decides now.</summary>
    public static IReadOnlyList<string> Describe(PersonRules person, DateTimeOffset now)
    {
        if (person.Place?.BirthDate is null) return ["Date de naissance inconnue : vérifiez l'âge avant de recueillir une décision."];
        if (IsMinor(person, now)) return ["Les titulaires de l'autorité parentale ; un acte usuel peut être décidé par un seul parent.", "L'avis de la personne est recueilli."];
        if (Representative(person, now) is { } measure)
            return ["La personne, si elle est en état de décider.", $"Sinon {measure.HolderName} ({measure.French}), après avoir recherché l'avis de la personne."];
        var advisers = person.Measures.Where(m => m.InForceAt(now) && m.CoversPerson).Select(m => $"{m.HolderName} ({m.French}) la conseille.");
        return ["La personne.", .. advisers, "Si elle ne peut pas s'exprimer : l'équipe, après avis de la personne de confiance."];
    }

    internal static bool IsMinor(PersonRules person, DateTimeOffset now) => person.Place?.BirthDate is { } born && !Majority.Reached(born, now);

    private static LegalMeasure? Representative(PersonRules person, DateTimeOffset now) => Array.Find(person.Measures, m => m.InForceAt(now) && m is { CoversPerson: true, Represents: true });

    private static void RequireRepresentative(Will will, PersonRules person, DateTimeOffset now)
    {
        var measure = Array.Find(person.Measures, m => m.Id == will.MeasureId)
            ?? throw new BadInputException("measure-unknown", "Indiquez la mesure au titre de laquelle le représentant décide.");
        if (!measure.InForceAt(now)) throw new RuleBrokenException("measure-expired", "Cette mesure n'est plus en cours : demandez le jugement qui la renouvelle.");
        if (!measure.CoversPerson) throw new RuleBrokenException("measure-goods-only", "Cette mesure ne porte que sur les biens : la personne décide elle-même de ce qui la touche. Recueillez sa propre décision.");
        if (!measure.Represents) throw new RuleBrokenException("measure-assists-only", "Cette mesure assiste la personne sans décider à sa place : recueillez sa propre décision.");
        if (will.Able) throw new RuleBrokenException("person-able", "La personne est en état de décider : recueillez sa propre décision.");
    }
}
