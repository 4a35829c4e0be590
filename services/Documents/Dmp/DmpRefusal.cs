namespace Documents.Dmp;

/// <summary>
/// A final refusal of the DMP in the words of the user. What the registry adds of its own stays out: it may quote the INS.
/// </summary>
public static class DmpRefusal
{
    public static string Explain(string code) => code switch
    {
        "XDSPatientIdDoesNotMatch" => Sentence(code, "l'INS du document n'est pas celle du dossier. Vérifiez l'identité de la personne, puis relancez l'envoi."),
        "XDSUnknownPatientId" or "DMPPatientDossierClosed" => Sentence(code, "cette personne n'a pas de DMP ouvert. Envoyez le document par MSSanté."),
        "XDSDuplicateUniqueIdInRegistry" or "XDSRepositoryDuplicateUniqueIdInMessage" or "XDSDocumentUniqueIdError" or "XDSNonIdenticalHash" =>
            Sentence(code, "un autre document y porte déjà cet identifiant. Créez une nouvelle version et envoyez-la."),
        "XDSRegistryDeprecatedDocumentError" or "XDSReplaceFailed" => Sentence(code, "la version qu'il remplace n'y est plus la dernière. Repartez de la dernière version."),
        "FailedAuthentication" or "FailedCheck" or "InvalidSecurity" or "InvalidSecurityToken" or "MessageExpired" or "UnsupportedAlgorithm" =>
            Sentence(code, "il n'a pas reconnu votre structure ou votre session. Reconnectez-vous, relancez l'envoi, et prévenez l'administrateur si le refus revient."),
        _ when code.EndsWith("MetadataError", StringComparison.Ordinal) || code.StartsWith("XDSMissingDocument", StringComparison.Ordinal) =>
            Sentence(code, "il n'accepte pas la description du document. Vérifiez son type et son auteur, puis prévenez l'administrateur."),
        _ => Sentence(code, "il n'en dit pas plus. Envoyez-le par MSSanté et prévenez l'administrateur."),
    };

    private static string Sentence(string code, string what) => $"Le DMP a refusé le document ({code}) : {what}";
}
