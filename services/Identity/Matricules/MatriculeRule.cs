namespace Identity.Matricules;

public enum MatriculeOrigin { Typed, Insi, Received }

public enum MatriculeVerdict { Accepted, AcceptedWithWarning, Refused }

/// <summary>How strictly a key is held: always when typed, for production authorities when INSi gave it, as a warning on what others sent.</summary>
public static class MatriculeRule
{
    public static MatriculeVerdict Judge(Matricule matricule, string oid, MatriculeOrigin origin)
    {
        if (matricule.KeyIsRight) return MatriculeVerdict.Accepted;
        var strict = origin == MatriculeOrigin.Typed || (origin == MatriculeOrigin.Insi && InsAuthority.IsProduction(oid));
        return strict ? MatriculeVerdict.Refused : MatriculeVerdict.AcceptedWithWarning;
    }

    public static string Explain(MatriculeFault fault) => fault switch
    {
        MatriculeFault.Length => "Le matricule INS compte 15 caractères : 13 puis la clé de 2 chiffres. Vérifiez la saisie.",
        MatriculeFault.Characters => "Le matricule INS ne contient que des chiffres, sauf 2A ou 2B pour la Corse. Vérifiez la saisie.",
        MatriculeFault.Sex => "Le matricule INS commence par 1 ou 2 ; un numéro provisoire de sécurité sociale n'est pas un INS. Vérifiez la saisie.",
        MatriculeFault.Month => "Le mois du matricule INS (4e et 5e caractères) n'est pas possible. Vérifiez la saisie.",
        MatriculeFault.Key => "La clé du matricule INS (2 derniers chiffres) est fausse. Relisez le matricule sur sa source.",
        _ => "",
    };
}
