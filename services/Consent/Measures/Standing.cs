using Consent.Deciding;
using Consent.Grants;

namespace Consent.Measures;

/// <summary>By what right the holder of a grant acts now, and so which row of the matrix is theirs.</summary>
/// <param name="Row">Null: none any more; <paramref name="Reason"/> says why.</param>
internal readonly record struct Standing(string? Row, string Reason, string Rule, string Word)
{
    public static Standing Of(AccessGrant grant, PersonRules person, DateTimeOffset now) => grant.Holder switch
    {
        GrantHolder.Person => new("usager", "vous-même", "L1111-7", "person"),
        GrantHolder.Parent => OfParent(person, now),
        GrantHolder.Representative => OfRepresentative(grant, person, now),
        _ => new("famille", "proche autorisé par la personne", "GRANT", "relative"),
    };

    private static Standing OfParent(PersonRules person, DateTimeOffset now)
    {
        if (person.Place?.BirthDate is not { } born) return new(null, "La date de naissance de la personne n'est pas connue : l'accès des parents reste fermé. Demandez à l'établissement de compléter son identité.", "MAJORITY", "");
        return Majority.Reached(born, now)
            ? new(null, "La personne est majeure : l'accès des parents a pris fin. Demandez-lui de vous en accorder un nouveau.", "MAJORITY", "")
            : new("parent", "titulaire de l'autorité parentale", "PARENTAL-AUTHORITY", "parent");
    }

    private static Standing OfRepresentative(AccessGrant grant, PersonRules person, DateTimeOffset now)
    {
        var measure = Array.Find(person.Measures, m => m.Id == grant.MeasureId);
        if (measure is null || !measure.InForceAt(now)) return new(null, "La mesure de protection n'est plus en cours. Transmettez le jugement qui la renouvelle.", "MEASURE-EXPIRED", "");
        var rule = $"MEASURE-{measure.Id}";
        if (!measure.CoversPerson) return new("representant-biens", $"{measure.French}, sur les biens", rule, "representative");
        if (measure.Represents) return new("representant", $"{measure.French}, avec représentation de la personne", rule, "representative");
        return grant.AgreedByPerson
            ? new("representant", $"{measure.French}, avec l'accord exprès de la personne", rule, "representative")
            : new(null, "Cette mesure assiste la personne sans la représenter : il faut son accord exprès. Demandez-le-lui.", rule, "");
    }
}
