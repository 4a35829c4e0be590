namespace Identity.Traits;

public enum Trait { BirthName, GivenNames, BirthDate, Sex, BirthPlace }

public enum Discordance { None, Minor, Major }

/// <summary>One line of the side-by-side view: what we hold, what the candidate holds, how far apart.</summary>
public sealed record TraitDifference(Trait Trait, string Local, string Candidate, Discordance Discordance, string? Explanation);

/// <summary>Sets local traits beside a candidate's. Minor differences may be taken over once confirmed; major ones never attach an INS.</summary>
public static class TraitComparison
{
    public static IReadOnlyList<TraitDifference> Compare(StrictTraits local, StrictTraits candidate) =>
    [
        Names(local.BirthName, candidate.BirthName),
        Given(local.GivenNames, candidate.GivenNames),
        Dates(local.BirthDate, candidate.BirthDate),
        Sexes(local.Sex, candidate.Sex),
        Places(local.BirthPlace, candidate.BirthPlace),
    ];

    public static Discordance Worst(IEnumerable<TraitDifference> differences) => differences.Select(d => d.Discordance).DefaultIfEmpty().Max();

    private static TraitDifference Names(CivilName local, CivilName candidate)
    {
        var (level, why) = local.Value == candidate.Value ? (Discordance.None, null)
            : local.SearchKey == candidate.SearchKey ? (Discordance.Minor, "Seuls les tirets, apostrophes ou espaces diffèrent.")
            : (Discordance.Major, "Le nom de naissance est différent.");
        return new(Trait.BirthName, local.Value, candidate.Value, level, why);
    }

    private static TraitDifference Given(GivenNames local, GivenNames candidate)
    {
        var (level, why) = local.Equals(candidate) ? (Discordance.None, null)
            : local.First.SearchKey == candidate.First.SearchKey ? (Discordance.Minor, "La liste des prénoms ou leur ponctuation diffère.")
            : local.All.Contains(candidate.First.Value) || candidate.All.Contains(local.First.Value) ? (Discordance.Minor, "Le premier prénom n'est pas le même, mais figure dans la liste.")
            : (Discordance.Major, "Les prénoms sont différents.");
        return new(Trait.GivenNames, local.List, candidate.List, level, why);
    }

    private static TraitDifference Dates(BirthDate local, BirthDate candidate)
    {
        var (level, why) = local.Text == candidate.Text ? (Discordance.None, null)
            : (local.IsIncomplete || candidate.IsIncomplete) && local.Year == candidate.Year ? (Discordance.Minor, "L'état civil ne connaît pas la date complète ; l'année est la même.")
            : (Discordance.Major, "La date de naissance est différente.");
        return new(Trait.BirthDate, local.Text, candidate.Text, level, why);
    }

    private static TraitDifference Sexes(Sex local, Sex candidate)
    {
        var (level, why) = local == candidate ? (Discordance.None, null)
            : local == Sex.U ? (Discordance.Minor, "Le sexe n'était pas connu.")
            : (Discordance.Major, "Le sexe est différent.");
        return new(Trait.Sex, local.ToString(), candidate.ToString(), level, why);
    }

    private static TraitDifference Places(BirthPlace local, BirthPlace candidate)
    {
        var (level, why) = local.Code == candidate.Code ? (Discordance.None, null)
            : local.IsUnknown || candidate.IsUnknown ? (Discordance.Minor, "Le lieu de naissance n'était pas connu.")
            : local.Department == candidate.Department && !local.IsAbroad ? (Discordance.Minor, "Même département : commune fusionnée ou code d'une autre époque.")
            : local.IsAbroad && candidate.IsAbroad ? (Discordance.Minor, "Pays de naissance codé autrement.")
            : (Discordance.Major, "Le lieu de naissance est différent.");
        return new(Trait.BirthPlace, local.Code, candidate.Code, level, why);
    }
}
