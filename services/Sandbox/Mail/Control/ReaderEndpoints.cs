using Microsoft.AspNetCore.Http.HttpResults;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Mime;
using Sandbox.Mail.Operators;
using Sandbox.Mail.Receipts;

namespace Sandbox.Mail.Control;

/// <summary>Plays the reader of a professional mailbox, a hospital's for instance.</summary>
internal static class ReaderEndpoints
{
    public sealed record OperatorView(string Name, int SmtpPort, int ImapPort, string HostName, bool MutualTls, bool DeliveryReports, long MaxMessageBytes, IEnumerable<string> Mechanisms);

    public sealed record MailboxView(string Address, string Kind, string Name, IReadOnlyList<string> Operators, int Messages);

    /// <summary><c>Confirmed</c>: the reader agrees that the receipt goes elsewhere than to the sender.</summary>
    public sealed record ReadRequest(bool Confirmed = false);

    /// <summary>No code: the documents were filed. 900 to 906: why they were not.</summary>
    public sealed record IntegrationRequest(int? Code = null, string? Text = null);

    public sealed record ReplyRequest(string? Text, bool Force = false);

    public sealed record ActView(ReceiptFate Receipt);

    public sealed record SentView(string MessageId);

    public static void MapReaders(this IEndpointRouteBuilder routes)
    {
        var mss = routes.MapGroup("/control/mss").WithTags("MSSanté");
        mss.MapGet("/operators", Operators);
        mss.MapGet("/mailboxes", Mailboxes);
        var box = mss.MapGroup("/mailboxes/{address}/messages");
        box.MapGet("/", List);
        box.MapGet("/{id:guid}", Show);
        box.MapGet("/{id:guid}/raw", Raw);
        box.MapGet("/{id:guid}/attachments/{index:int}", Attachment);
        box.MapPost("/{id:guid}/read", Read);
        box.MapPost("/{id:guid}/integrate", Integrate);
        box.MapPost("/{id:guid}/delete", Delete);
        box.MapPost("/{id:guid}/reply", Answer);
    }

    private static IEnumerable<OperatorView> Operators(OperatorDirectory operators) => operators.All.Select(one => new OperatorView(
        one.Name, one.SmtpPort, one.ImapPort, one.Settings.HostName, one.Settings.MutualTls, one.Settings.DeliveryReports, one.Settings.MaxMessageBytes, one.Settings.Mechanisms));

    private static IEnumerable<MailboxView> Mailboxes(TrustSpace trust, Folders folders) =>
        trust.Professionals.Select(one => new MailboxView(one.Address, one.Kind, one.Name, one.Operators, folders.Messages(one.Address, Folders.Inbox).Count));

    private static Results<Ok<IEnumerable<MessageView>>, ProblemHttpResult> List(string address, TrustSpace trust, Folders folders)
    {
        if (Box(trust, address) is not { } box) return MailProblems.UnknownMailbox();
        return TypedResults.Ok(folders.Messages(box.Address, Folders.Inbox).Select(one => MessageView.Of(one, folders.Content(one.Id))));
    }

    private static Results<Ok<MessageView>, ProblemHttpResult> Show(string address, Guid id, TrustSpace trust, Folders folders) =>
        Message(trust, folders, address, id) is { } found ? TypedResults.Ok(MessageView.Of(found.Message, folders.Content(id))) : MailProblems.UnknownMessage();

    private static Results<FileContentHttpResult, ProblemHttpResult> Raw(string address, Guid id, TrustSpace trust, Folders folders) =>
        Message(trust, folders, address, id) is null ? MailProblems.UnknownMessage() : TypedResults.File(folders.Content(id), "message/rfc822");

    private static Results<FileContentHttpResult, ProblemHttpResult> Attachment(string address, Guid id, int index, TrustSpace trust, Folders folders)
    {
        if (Message(trust, folders, address, id) is null) return MailProblems.UnknownMessage();
        var attachments = MailSummary.AttachmentsOf(MimePart.Read(folders.Content(id)));
        return index >= 0 && index < attachments.Count ? TypedResults.File(attachments[index].Decoded(), "application/octet-stream") : MailProblems.UnknownMessage();
    }

    private static Results<Ok<ActView>, ProblemHttpResult> Read(string address, Guid id, ReadRequest? request, TrustSpace trust, Folders folders, Reader reader) =>
        Act(Message(trust, folders, address, id), reader, Disposition.Displayed, request?.Confirmed ?? false);

    private static Results<Ok<ActView>, ProblemHttpResult> Integrate(string address, Guid id, IntegrationRequest? request, TrustSpace trust, Folders folders, Reader reader)
    {
        if (request?.Code is { } code && !Disposition.Codes.Contains(code)) return MailProblems.BadInput("Le code d'erreur d'intégration va de 900 à 906. Corrigez-le.");
        var disposition = request?.Code is { } error ? Disposition.NotIntegrated(error, request.Text) : Disposition.Integrated;
        return Act(Message(trust, folders, address, id), reader, disposition, confirmed: false);
    }

    private static Results<Ok<ActView>, ProblemHttpResult> Delete(string address, Guid id, TrustSpace trust, Folders folders, Reader reader) =>
        Act(Message(trust, folders, address, id), reader, Disposition.Deleted, confirmed: false);

    private static Results<Ok<SentView>, ProblemHttpResult> Answer(string address, Guid id, ReplyRequest request, TrustSpace trust, Folders folders, Reply reply)
    {
        if (string.IsNullOrWhiteSpace(request.Text)) return MailProblems.BadInput("Écrivez le texte de la réponse.");
        if (Message(trust, folders, address, id) is not { } found) return MailProblems.UnknownMessage();
        return reply.Send(found.Message, found.Box, request.Text) is { } sent ? TypedResults.Ok(new SentView(sent)) : MailProblems.BadInput("Ce message n'a pas d'auteur à qui répondre. Choisissez-en un autre.");
    }

    private static Results<Ok<ActView>, ProblemHttpResult> Act((Mailbox Box, StoredMessage Message)? found, Reader reader, Disposition disposition, bool confirmed) =>
        found is { } one ? TypedResults.Ok(new ActView(reader.Act(one.Message, one.Box, disposition, confirmed))) : MailProblems.UnknownMessage();

    // A citizen's address holds an INS, which must not be in a URL: those mailboxes are under /control/mes.
    private static Mailbox? Box(TrustSpace trust, string address) => trust.Find(address) is { } box && box.Kind != Mailbox.Citizen ? box : null;

    private static (Mailbox Box, StoredMessage Message)? Message(TrustSpace trust, Folders folders, string address, Guid id) =>
        Box(trust, address) is { } box && folders.Find(id) is { } message && message.Address == box.Address && message.Folder == Folders.Inbox ? (box, message) : null;
}
