using Microsoft.AspNetCore.Mvc;

namespace Platform.Problems;

/// <summary>What a status says to a French user when nothing more precise is known.</summary>
internal static class StatusProblems
{
    public static ProblemDetails Of(int status)
    {
        var (code, detail) = Words(status);
        var problem = new ProblemDetails { Status = status, Type = $"/problems/{code}", Title = Title(status), Detail = detail };
        problem.Extensions["code"] = code;
        return problem;
    }

    public static string Title(int status) => status switch
    {
        400 => "Demande incorrecte",
        401 => "Connexion nécessaire",
        403 => "Accès refusé",
        404 => "Introuvable",
        405 => "Méthode non permise",
        409 => "Action impossible dans l'état actuel",
        412 => "Version dépassée",
        413 => "Envoi trop volumineux",
        415 => "Format non pris en charge",
        428 => "Version à préciser",
        429 => "Trop de demandes",
        503 => "Service momentanément indisponible",
        _ => status >= 500 ? "Incident technique" : "Demande refusée",
    };

    private static (string Code, string Detail) Words(int status) => status switch
    {
        400 => ("invalid-input", "La demande ne peut pas être lue. Corrigez les champs signalés ou le format JSON, puis renvoyez-la."),
        401 => ("not-signed-in", "Votre session est absente ou terminée. Connectez-vous, puis recommencez."),
        403 => ("forbidden", "Votre rôle ne permet pas cette action. Demandez une habilitation à votre responsable si elle vous est nécessaire."),
        404 => ("not-found", "Cet élément n'existe pas ou ne vous est pas accessible. Vérifiez l'adresse ou revenez à la liste."),
        405 => ("method-not-allowed", "Cette adresse n'accepte pas cette méthode. Consultez la documentation de l'API."),
        413 => ("too-large", "L'envoi dépasse la taille permise. Réduisez-le ou scindez-le, puis recommencez."),
        415 => ("unsupported-format", "Ce format n'est pas accepté ici. Envoyez du JSON (application/json)."),
        429 => ("too-many-requests", "Trop de demandes en peu de temps. Attendez quelques secondes, puis recommencez."),
        503 => ("dependency-unavailable", "Un service nécessaire ne répond pas. Rien n'a été modifié ; recommencez dans quelques instants."),
        _ => ("unexpected", "Un incident est survenu et a été enregistré. Recommencez ; s'il persiste, transmettez le numéro de corrélation au support."),
    };
}
