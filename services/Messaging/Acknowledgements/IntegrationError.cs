namespace Messaging.Acknowledgements;

/// <summary>Why a receiving software could not file a document, in the words shown to the user.</summary>
public static class IntegrationError
{
    /// <summary>The short name the codes have between softwares.</summary>
    public static string Name(int code) => code switch
    {
        900 => "Version de document incorrecte",
        901 => "Auteur non autorisé",
        902 => "Identifiant de patient inconnu",
        903 => "INS absent du document",
        904 => "INS ou traits différents",
        905 => "INS incomplet",
        _ => "Autre erreur",
    };

    public static string Explain(int? code) => code switch
    {
        900 => "La version du document n'est pas celle attendue par le destinataire : vérifiez la version envoyée.",
        901 => "Le destinataire n'accepte pas de remplacement de cet auteur : faites renvoyer le document par son auteur ou sa structure.",
        902 => "La personne est inconnue du destinataire : appelez-le pour qu'il crée le dossier, puis renvoyez.",
        903 => "Le document ne porte pas d'INS : qualifiez l'INS, puis renvoyez.",
        904 => "L'INS ou les traits diffèrent de ceux du destinataire : vérifiez l'identité avec lui.",
        905 => "L'INS du document est incomplet : complétez les traits, puis renvoyez.",
        _ => "Le logiciel du destinataire n'a pas pu intégrer le document : appelez le destinataire.",
    };
}
