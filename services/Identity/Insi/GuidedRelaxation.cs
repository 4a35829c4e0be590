using Identity.Traits;

namespace Identity.Insi;

/// <summary>Which search comes first, and which to propose after none or several were found. A person decides each: one call, one click.</summary>
public static class GuidedRelaxation
{
    public static InsiSearch First(StrictTraits traits) => Search(traits, traits.GivenNames.First.Value.Split(' '), withPlace: false);

    /// <summary>The next search worth trying after this outcome, or null when only the typing is left to check.</summary>
    public static InsiSearch? Next(StrictTraits traits, InsiOutcome outcome, IReadOnlyCollection<InsiSearch> tried)
    {
        var ladder = outcome switch
        {
            InsiNobody => OtherNames(traits),
            InsiSeveral => MoreTraits(traits),
            _ => [],
        };
        return ladder.FirstOrDefault(search => !tried.Any(done => Same(done, search)));
    }

    public static string Advice(InsiOutcome outcome, InsiSearch? next) => (outcome, next) switch
    {
        (InsiNobody, { } search) => $"Aucune identité trouvée. Essayez avec : {string.Join(' ', search.GivenNames)}.",
        (InsiNobody, null) => "Aucune identité trouvée. Relisez les traits sur la pièce d'identité (nom de naissance, tirets, ordre des prénoms, date), corrigez-les puis interrogez de nouveau.",
        (InsiSeveral, { BirthPlace: not null }) => "Plusieurs identités possibles. Ajoutez la commune de naissance.",
        (InsiSeveral, { } search) => $"Plusieurs identités possibles. Ajoutez les autres prénoms : {string.Join(' ', search.GivenNames)}.",
        (InsiSeveral, null) => "Plusieurs identités possibles. Complétez les prénoms et le lieu de naissance, puis interrogez de nouveau.",
        (InsiFound { Identity.FirstGivenNameDerived: true }, _) => "Une identité trouvée. Le service n'a pas indiqué le premier prénom : confirmez celui qui est proposé.",
        (InsiFound, _) => "Une identité trouvée. Comparez les traits puis acceptez ou refusez.",
        (InsiFault { Passing: true } or InsiUnreachable, _) => "L'INSi ne répond pas. L'admission continue ; la demande sera relancée.",
        (InsiFault fault, _) => $"L'INSi a refusé l'appel ({fault.Code}). Prévenez votre responsable informatique ; l'identité garde son statut.",
        _ => "La réponse de l'INSi ne peut pas être utilisée. Rien n'a été enregistré ; réessayez plus tard ou prévenez votre responsable informatique.",
    };

    private static IEnumerable<InsiSearch> OtherNames(StrictTraits traits)
    {
        foreach (var name in traits.GivenNames.All.Where(n => n != traits.GivenNames.First.Value)) yield return Search(traits, [name], false);
        if (traits.GivenNames.All.Count > 1) yield return Search(traits, traits.GivenNames.All, false);
    }

    private static IEnumerable<InsiSearch> MoreTraits(StrictTraits traits)
    {
        if (traits.GivenNames.All.Count > 1) yield return Search(traits, traits.GivenNames.All, false);
        if (!traits.BirthPlace.IsUnknown) yield return Search(traits, traits.GivenNames.All, true);
    }

    private static InsiSearch Search(StrictTraits traits, IReadOnlyList<string> names, bool withPlace) =>
        new(traits.BirthName.Value, names, traits.Sex, traits.BirthDate.Text, withPlace ? traits.BirthPlace.Code : null);

    private static bool Same(InsiSearch a, InsiSearch b) =>
        a.BirthName == b.BirthName && a.GivenNames.SequenceEqual(b.GivenNames) && a.Sex == b.Sex && a.BirthDate == b.BirthDate && a.BirthPlace == b.BirthPlace;
}
