using Microsoft.AspNetCore.Http.HttpResults;

namespace Sandbox.Mail.Control;

/// <summary>Refusals of the control interface, in French with a stable code.</summary>
internal static class MailProblems
{
    public static ProblemHttpResult UnknownMailbox() => Problem(404, "mailbox-unknown", "Cette boîte aux lettres n'existe pas dans le bac à sable. Choisissez-en une de la liste.");

    public static ProblemHttpResult UnknownMessage() => Problem(404, "message-unknown", "Ce message n'est pas dans cette boîte aux lettres. Rafraîchissez la liste.");

    public static ProblemHttpResult BadInput(string what) => Problem(400, "bad-input", what);

    public static ProblemHttpResult Closed() => Problem(409, "conversation-closed", "Le professionnel a clos la conversation : l'usager ne peut plus répondre. Rouvrez-la d'abord depuis la messagerie de l'établissement.");

    private static ProblemHttpResult Problem(int status, string code, string detail) => TypedResults.Problem(
        detail, statusCode: status, type: "/problems/" + code, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code });
}
