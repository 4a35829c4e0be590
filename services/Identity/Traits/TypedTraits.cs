using Platform;

namespace Identity.Traits;

/// <summary>Traits as somebody typed them, before any check.</summary>
public sealed record TypedTraits(
    string? BirthName = null, string? FirstGivenName = null, string? GivenNames = null, string? BirthDate = null, string? Sex = null, string? BirthPlace = null, bool IncompleteBirthDate = false)
{
    /// <summary>The traits, or what is wrong with each, by field.</summary>
    public (StrictTraits? Traits, IReadOnlyDictionary<string, string> Faults) Read(DateOnly today)
    {
        var faults = new Dictionary<string, string>();
        if (!CivilName.TryRead(BirthName, out var birthName))
            faults["birthName"] = Missing(BirthName, "le nom de naissance") ?? "Écrivez le nom de naissance en lettres, avec seulement des tirets, apostrophes ou espaces entre deux lettres.";
        if (!Identity.Traits.GivenNames.TryRead(FirstGivenName, GivenNames, out var givenNames))
            faults["givenNames"] = Missing(FirstGivenName, "le premier prénom de naissance") ?? "Commencez la liste des prénoms par le premier prénom ; séparez deux prénoms d'un espace, unissez un prénom composé d'un tiret.";
        if (!Identity.Traits.BirthDate.TryRead(BirthDate, out var birthDate))
            faults["birthDate"] = Missing(BirthDate, "la date de naissance") ?? "La date de naissance s'écrit année-mois-jour, par exemple 1936-06-21. Corrigez-la.";
        else if (DateFault(birthDate, today) is { } fault)
            faults["birthDate"] = fault;
        if (!Enum.TryParse<Sex>(Sex, out var sex) || Sex is not ("M" or "F" or "U"))
            faults["sex"] = Missing(Sex, "le sexe") ?? "Choisissez le sexe : M, F, ou U s'il n'est pas encore connu.";
        if (!Identity.Traits.BirthPlace.TryRead(BirthPlace, out var birthPlace))
            faults["birthPlace"] = Missing(BirthPlace, "le code du lieu de naissance") ?? "Le lieu de naissance est un code INSEE de 5 caractères : commune (51215, 2A004), pays (99 puis 3 chiffres) ou 99999 si inconnu. Corrigez-le.";
        return faults.Count > 0 ? (null, faults) : (new StrictTraits(birthName!, givenNames!, birthDate!, sex, birthPlace!), faults);
    }

    /// <summary>The traits, or a refusal that says what is wrong with each field.</summary>
    public StrictTraits Require(DateOnly today)
    {
        var (traits, faults) = Read(today);
        if (traits is not null) return traits;
        var refusal = new BadInputException("invalid-traits", string.Join(' ', faults.Values));
        refusal.Details["errors"] = faults;
        throw refusal;
    }

    public override string ToString() => "TypedTraits";

    private string? DateFault(BirthDate date, DateOnly today)
    {
        if (date.Year > today.Year || date.Calendar > today) return "La date de naissance est dans le futur. Vérifiez la saisie.";
        if (date.IsIncomplete && !IncompleteBirthDate)
            return "Cette date n'existe pas au calendrier. Corrigez-la, ou cochez « Date incomplète » si l'état civil ne connaît pas le jour ou le mois.";
        return null;
    }

    private static string? Missing(string? text, string what) => string.IsNullOrWhiteSpace(text) ? $"Indiquez {what} : les cinq traits sont obligatoires." : null;
}
