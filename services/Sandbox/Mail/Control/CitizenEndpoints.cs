using Microsoft.AspNetCore.Http.HttpResults;
using Sandbox.Mail.Citizens;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Receipts;

namespace Sandbox.Mail.Control;

/// <summary>Plays the citizen in Mon espace santé. The matricule travels in the body, never in a URL.</summary>
internal static class CitizenEndpoints
{
    public sealed record CitizenRequest(string? Matricule);

    public sealed record MailboxRequest(string? Matricule, bool Open);

    public sealed record CitizenMessageView(MessageView Message, bool MayAnswer);

    public static void MapCitizens(this IEndpointRouteBuilder routes)
    {
        var mes = routes.MapGroup("/control/mes").WithTags("Mon espace santé");
        mes.MapPost("/messages", List);
        mes.MapPost("/mailboxes", SetMailbox);
        mes.MapPost("/messages/{id:guid}/read", Read);
        mes.MapPost("/messages/{id:guid}/reply", Answer);
        mes.MapGet("/messages/{id:guid}/raw", Raw);
    }

    private static Results<Ok<IEnumerable<CitizenMessageView>>, ProblemHttpResult> List(CitizenRequest request, TrustSpace trust, Folders folders, Conversation conversation)
    {
        if (trust.Find(TrustSpace.CitizenAddress(request.Matricule ?? "")) is not { } box) return MailProblems.UnknownMailbox();
        return TypedResults.Ok(folders.Messages(box.Address, Folders.Inbox).Select(one => new CitizenMessageView(MessageView.Of(one, folders.Content(one.Id)), conversation.MayAnswer(one))));
    }

    private static Results<NoContent, ProblemHttpResult> SetMailbox(MailboxRequest request, TrustSpace trust)
    {
        if (request.Matricule is not { Length: 15 } matricule || !matricule.All(char.IsAsciiLetterOrDigit)) return MailProblems.BadInput("Le matricule a quinze caractères. Corrigez-le.");
        trust.SetCitizen(matricule, request.Open);
        return TypedResults.NoContent();
    }

    private static Results<Ok<ReaderEndpoints.ActView>, ProblemHttpResult> Read(Guid id, TrustSpace trust, Folders folders, Reader reader)
    {
        if (Find(id, trust, folders) is not { } found) return MailProblems.UnknownMessage();
        return TypedResults.Ok(new ReaderEndpoints.ActView(reader.Act(found.Message, found.Box, Disposition.DisplayedToCitizen, confirmed: false)));
    }

    private static Results<Ok<ReaderEndpoints.SentView>, ProblemHttpResult> Answer(
        Guid id, ReaderEndpoints.ReplyRequest request, TrustSpace trust, Folders folders, Conversation conversation, Reply reply)
    {
        if (string.IsNullOrWhiteSpace(request.Text)) return MailProblems.BadInput("Écrivez le texte de la réponse.");
        if (Find(id, trust, folders) is not { } found) return MailProblems.UnknownMessage();
        // Force plays a mail that crosses the closing on its way.
        if (!request.Force && !conversation.MayAnswer(found.Message)) return MailProblems.Closed();
        return reply.Send(found.Message, found.Box, request.Text) is { } sent
            ? TypedResults.Ok(new ReaderEndpoints.SentView(sent))
            : MailProblems.BadInput("Ce message n'a pas d'auteur à qui répondre. Choisissez-en un autre.");
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Raw(Guid id, TrustSpace trust, Folders folders) =>
        Find(id, trust, folders) is null ? MailProblems.UnknownMessage() : TypedResults.File(folders.Content(id), "message/rfc822");

    private static (Mailbox Box, StoredMessage Message)? Find(Guid id, TrustSpace trust, Folders folders) =>
        folders.Find(id) is { Folder: Folders.Inbox } message && trust.Find(message.Address) is { Kind: Mailbox.Citizen } box ? (box, message) : null;
}
