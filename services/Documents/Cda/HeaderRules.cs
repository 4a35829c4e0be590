namespace Documents.Cda;

/// <summary>What a header must hold before it is written; the sentences are for the person who completes the document.</summary>
public static class HeaderRules
{
    public static IReadOnlyList<string> Gaps(ClinicalDocument document) =>
        [.. Identification(document).Concat(Traits(document.Subject)).Concat(Authors(document)).Concat(Structures(document))];

    private static IEnumerable<string> Identification(ClinicalDocument d)
    {
        if (d.UniqueId.Length is 0 or > 64 || !d.UniqueId.All(c => char.IsAsciiDigit(c) || c == '.')) yield return "L'identifiant unique du document n'est pas un OID de 64 caractères au plus.";
        if (d.SetId.Length is 0 or > 64) yield return "L'identifiant du lot de versions manque.";
        if (d.Version < 1) yield return "Le numéro de version doit être au moins 1.";
        if (string.IsNullOrWhiteSpace(d.Title)) yield return "Le titre du document manque.";
        if (Missing(d.Type)) yield return "Le type de document doit porter un code, un libellé et une nomenclature.";
        if (d.Confidentiality is not ("N" or "R" or "V")) yield return "Le niveau de confidentialité doit être N, R ou V.";
        if (Missing(d.Event.Code)) yield return "L'acte documenté doit être codé.";
    }

    private static IEnumerable<string> Traits(Subject s)
    {
        if (s.Ipp.Length == 0 || s.IppOid.Length == 0) yield return "L'identifiant local de la personne (IPP) manque.";
        if (s.BirthName.Length == 0) yield return "Le nom de naissance manque.";
        if (s.FirstBirthName.Length == 0) yield return "Le premier prénom de naissance manque.";
        if (s.BirthDate.Length != 10) yield return "La date de naissance manque.";
        if (s.Sex is not ("M" or "F" or "U")) yield return "Le sexe manque.";
        if (!s.Qualified) yield break;
        if (s.Matricule!.Length != 15) yield return "Le matricule INS doit compter 15 caractères.";
        if (s.MatriculeOid is not (Oids.InsNir or Oids.InsNia or Oids.InsNirTest or Oids.InsNirDemo)) yield return "L'OID du matricule INS n'est pas reconnu.";
        if (s.BirthNames.Length == 0) yield return "La liste des prénoms de naissance est obligatoire avec l'INS.";
        if (s.Sex is "U") yield return "Le sexe doit être connu avec l'INS.";
        if (s.BirthPlace.Length != 5) yield return "Le lieu de naissance (code COG) est obligatoire avec l'INS.";
    }

    private static IEnumerable<string> Authors(ClinicalDocument d)
    {
        if (d.Author.Professional.NationalId.Length == 0) yield return "L'auteur n'a pas d'identifiant national.";
        if (d.Author.Professional.FamilyName.Length == 0) yield return "Le nom de l'auteur manque.";
        if (d.Author.Professional.Profession is not { } profession || Missing(profession)) yield return "La profession de l'auteur manque ou n'est pas codée.";
        if (d.Authenticator.IsSoftware) yield return "Un document est signé par une personne, jamais par un logiciel.";
        if (d.Authenticator.Professional.NationalId.Length == 0 || d.Authenticator.Professional.FamilyName.Length == 0) yield return "Le responsable du document (signataire) n'est pas identifié.";
    }

    private static IEnumerable<string> Structures(ClinicalDocument d)
    {
        foreach (var structure in new[] { d.Author.Structure, d.Custodian, d.Authenticator.Structure }.Distinct())
        {
            if (structure.NationalId.Length != 10 || structure.NationalId[0] is not ('1' or '3')) yield return $"L'identifiant national de la structure « {structure.Name} » est incorrect.";
            if (structure.Name.Length == 0) yield return "Le nom de la structure manque.";
            if (Missing(structure.Sector)) yield return "Le secteur d'activité de la structure manque.";
            if (Missing(structure.Practice)) yield return "Le cadre d'exercice de la structure manque.";
        }
    }

    private static bool Missing(Coded code) => code.Code.Length == 0 || code.Display.Length == 0 || code.System.Length == 0;
}
