using Microsoft.AspNetCore.Http.HttpResults;
using Sandbox.Mail.Delivery;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Mime;
using Sandbox.Mail.Submission;

namespace Sandbox.Mail.Control;

/// <summary>Plays a professional outside who writes first: a laboratory, a hospital.</summary>
internal static class SendEndpoints
{
    private const int MostBytes = 8 * 1024 * 1024;

    /// <summary><c>Content</c> travels in base64.</summary>
    public sealed record FileToSend(string Name, string ContentType, byte[] Content);

    public sealed record LetterToSend(string To, string Subject, string Text, bool AsksReceipt = false, IReadOnlyList<FileToSend>? Files = null);

    public static void MapSending(this IEndpointRouteBuilder routes) => routes.MapPost("/control/mss/mailboxes/{address}/send", Send).WithTags("MSSanté");

    private static Results<Ok<ReaderEndpoints.SentView>, ProblemHttpResult> Send(string address, LetterToSend letter, TrustSpace trust, MailQueue queue, TimeProvider clock)
    {
        if (trust.Find(address) is not { } author || author.Kind == Mailbox.Citizen || trust.Find(letter.To) is null) return MailProblems.UnknownMailbox();
        var files = letter.Files ?? [];
        if (files.Sum(file => (long)file.Content.Length) > MostBytes) return MailProblems.BadInput("Les pièces jointes ne dépassent pas 8 Mo. Réduisez-les.");
        if (files.Any(file => file.Name.Concat(file.ContentType).Any(c => char.IsControl(c) || !char.IsAscii(c) || c is '"'))) return MailProblems.BadInput("Le nom et le type d'une pièce jointe s'écrivent en ASCII, sans guillemet. Corrigez-les.");

        var now = clock.GetUtcNow();
        var id = $"<{Guid.CreateVersion7(now):N}@{MailAddress.DomainOf(author.Address)}>";
        var envelope = new Envelope(author.Address);
        envelope.Add(new EnvelopeRecipient(MailAddress.Fold(letter.To), Notify.Unspecified, null));
        queue.Accept(author.Operators[0], envelope, Write(letter, author, files, id, now));
        return TypedResults.Ok(new ReaderEndpoints.SentView(id));
    }

    private static byte[] Write(LetterToSend letter, Mailbox author, IReadOnlyList<FileToSend> files, string id, DateTimeOffset now)
    {
        var boundary = $"partie-{Guid.CreateVersion7(now):N}";
        var mail = new MailWriter().Address("From", author.Name, author.Address).Line($"To: <{letter.To}>").Header("Subject", letter.Subject)
            .Line("Date: " + MailDate.Write(now)).Line("Message-ID: " + id).Line("MIME-Version: 1.0");
        if (letter.AsksReceipt) mail.Line($"Disposition-Notification-To: <{author.Address}>");
        mail.Line($"Content-Type: multipart/mixed; boundary=\"{boundary}\"").Line().Line("--" + boundary).Text(letter.Text);
        foreach (var file in files)
        {
            mail.Line("--" + boundary).Line($"Content-Type: {file.ContentType}").Line($"Content-Disposition: attachment; filename=\"{file.Name}\"").Line("Content-Transfer-Encoding: base64").Line();
            mail.Line(Convert.ToBase64String(file.Content, Base64FormattingOptions.InsertLineBreaks));
        }
        return mail.Line($"--{boundary}--").ToArray();
    }
}
