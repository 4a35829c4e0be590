namespace Documents.Liaison;

/// <summary>Something that an emergency liaison document lacks.</summary>
/// <param name="Section">Stable code of the section.</param>
/// <param name="Message">French sentence for the person who completes it.</param>
public sealed record Gap(string Section, string Message);

/// <summary>What a DLU must hold before it is final; an emergency may override it, and the override is kept with the gaps it accepted.</summary>
public static class Completeness
{
    public static IReadOnlyList<Gap> Gaps(LiaisonContent content) => [.. Find(content)];

    private static IEnumerable<Gap> Find(LiaisonContent c)
    {
        if (string.IsNullOrWhiteSpace(c.Reason)) yield return new("reason", "Indiquez le motif de la transmission.");
        if (!c.Allergies.Filled) yield return new("allergies", "Renseignez les allergies, ou indiquez qu'aucune n'est connue.");
        if (!c.Treatments.Filled) yield return new("treatments", "Renseignez les traitements au long cours, ou indiquez qu'il n'y en a pas.");
        if (!c.CurrentProblems.Filled) yield return new("problems", "Renseignez les pathologies en cours, ou indiquez qu'il n'y en a pas.");
        if (c.Contacts.Count == 0) yield return new("contacts", "Ajoutez au moins une personne à prévenir en cas d'urgence.");
        else if (c.Contacts.Any(k => string.IsNullOrWhiteSpace(k.Phone) || string.IsNullOrWhiteSpace(k.FamilyName))) yield return new("contacts", "Chaque personne à prévenir doit avoir un nom et un téléphone.");
        if (c.TreatingDoctor is null) yield return new("treating-doctor", "Indiquez le médecin traitant.");
        if (string.IsNullOrWhiteSpace(c.PreferredHospital)) yield return new("preferred-hospital", "Indiquez l'établissement de santé de préférence.");
        if (c.PalliativeCare is null) yield return new("palliative-care", "Indiquez si la personne est en soins palliatifs.");
        if (c.AdvanceDirectives is null) yield return new("advance-directives", "Indiquez si des directives anticipées existent.");
        if (c.ResistantBacteria is null) yield return new("resistant-bacteria", "Indiquez si la personne est porteuse de bactéries multirésistantes.");
        if (c.Observations.Count == 0) yield return new("observations", "Renseignez l'état de la personne (orientation, communication, risques).");
    }
}
