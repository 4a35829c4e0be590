using Consent.Consents;
using Consent.Grants;
using Consent.Matrices;
using Consent.Measures;

namespace Consent.Deciding;

/// <summary>May the person, a parent, a representative or a relative? By a grant of their own, never by kinship alone (consent sheet §4, §5).</summary>
internal static class AccountDecision
{
    public static Answer Take(Question question, Account account, PersonRules person, Matrix matrix, DateTimeOffset now)
    {
        Answer? refusal = null;
        foreach (var grant in question.Nobody ? [] : person.Grants)
        {
            if (!grant.Holds(account, now)) continue;
            var answer = TakeBy(grant, question, person, matrix, now);
            if (answer.Allowed) return answer;
            refusal = answer;
        }
        return refusal ?? Answer.Deny("DENY_RELATION", "Aucune autorisation ne vous est donnée pour cette personne. Demandez-la-lui, ou à son établissement.", mayKnow: false, "L1110-4");
    }

    private static Answer TakeBy(AccessGrant grant, Question question, PersonRules person, Matrix matrix, DateTimeOffset now)
    {
        var standing = Standing.Of(grant, person, now);
        if (standing.Row is not { } row) return Answer.Deny("DENY_RELATION", standing.Reason, mayKnow: true, standing.Rule);
        var isPerson = grant.Holder == GrantHolder.Person;

        if (!isPerson)
        {
            foreach (var opposition in person.Oppositions)
                if (opposition.Forbids(question, Tie.Outside, grant.Account, now))
                    return Answer.Deny("DENY_OPPOSITION", "La personne ne souhaite pas partager cette information. Respectez son choix.", mayKnow: true, $"OPPOSITION-{opposition.Id}");
            if (grant.Hides(question.Category)) return Answer.Deny("DENY_CONSENT", "Votre autorisation ne porte pas sur cette information. Adressez-vous à l'établissement.", mayKnow: true, $"GRANT-{grant.Id}");
        }

        var cell = matrix.Find(row, question.Category);
        var rule = cell?.Rule ?? $"{matrix.Kind.ToUpperInvariant()}-{row}-{question.Category}";
        if (cell?.Find(question.Action[0], question.Aspect) is not { } entry)
            return Answer.Deny("DENY_PROFILE", "Votre autorisation ne va pas jusque-là. Adressez-vous à l'établissement.", mayKnow: true, rule);
        if (Level(grant, question) is { } tooLow) return Answer.Deny("DENY_PROFILE", tooLow, mayKnow: true, rule, $"GRANT-{grant.Id}");
        if (ItemRules.RefuseToAccount(question.Item, isPerson, now) is { } hidden) return hidden;
        if (!Purposes.Known.Contains(question.Purpose)) return Answer.Deny("DENY_CONTEXT", "Indiquez pourquoi vous en avez besoin.", mayKnow: true, "R1110-1");

        return new(true, "ALLOW", $"Permis : {standing.Reason}, autorisation du {Paris.Day(grant.StartsAt)}, règle {rule}.", [rule, $"GRANT-{grant.Id}"], Duties(grant, question, entry), true) { Relation = standing.Word };

    }

    /// <summary>0 none, 1 read, 2 request, 3 manage alone (the person only).</summary>
    private static string? Level(AccessGrant grant, Question question) => question switch
    {
        _ when grant.Level == 0 => "Votre accès est suspendu. Adressez-vous à l'établissement.",
        { Category: "AGE", Aspect: "constraint" } => null,
        { Category: "AGE", Action: "C" or "U" } when grant.Level < 2 => "Vous pouvez consulter l'agenda, pas le modifier. Demandez le changement à l'établissement.",
        _ => null,
    };

    private static List<string> Duties(AccessGrant grant, Question question, CellEntry entry)
    {
        List<string> duties = [.. entry.Obligations];
        if (question.Category is "AGE" or "EDU" or "PPA" or "MSG" or "SOI") duties.Add("mask-participants");
        if (question.Category == "AGE")
        {
            duties.Add("mask-staff-phone");
            if (grant.Holder == GrantHolder.Relative) duties.Add("mask-health-labels");
            if (question is { Action: "C" or "U", Aspect: not "constraint" }) duties.Add(grant.Level >= 3 ? "self-manage" : "request");
        }
        return duties;
    }
}
