using Messaging.Mail;
using Messaging.Messages;
using Messaging.Operators;
using Messaging.Sealing;
using Messaging.Xdm;

namespace Messaging.Receiving;

/// <summary>Files what came with a message: documents of a package go to documents with their PDF, anything else is kept sealed with the message.</summary>
public sealed class FileAttachments(MessagingDbContext db, DocumentsClient documents, MessageSeal seal)
{
    private const int MostFiles = 20;
    private const int LargestFile = 15 * 1024 * 1024;

    public async Task FileAsync(MailPart mail, Message message, XdmPackage? package, Guid? usager, TeamMailbox box, CancellationToken ct)
    {
        var files = mail.Attachments().Where(a => !XdmWriter.FileName.Equals(a.FileName, StringComparison.OrdinalIgnoreCase)).Take(MostFiles).ToList();
        var pdfs = files.Where(f => f.ContentType.Value == "application/pdf").ToList();
        foreach (var document in package?.Documents ?? [])
        {
            // The PDF beside the package is the same document only when there is one of each.
            var pdf = package!.Documents.Count == 1 && pdfs.Count == 1 ? pdfs[0].Content() : [];
            var filed = await documents.FileAsync(usager, document.Content, pdf, document.UniqueId, message.Id, box.Mailbox.Establishment, ct);
            db.ReceivedFiles.Add(new()
            {
                Id = Guid.CreateVersion7(message.At), TenantId = message.TenantId, MessageId = message.Id, Name = Short(document.Title.Length > 0 ? document.Title : "Document"), ContentType = "text/xml",
                DocumentId = Guid.TryParse(filed.DocumentId, out var id) ? id : null, AlreadyKnown = filed.AlreadyKnown,
            });
        }
        foreach (var file in files.Where(f => package is null || f.ContentType.Value != "application/pdf"))
        {
            var id = Guid.CreateVersion7(message.At);
            var content = file.Content();
            db.ReceivedFiles.Add(new()
            {
                Id = id, TenantId = message.TenantId, MessageId = message.Id, Name = Short(file.FileName ?? "fichier"), ContentType = file.ContentType.Value.Length is > 0 and <= 100 ? file.ContentType.Value : "application/octet-stream",
                SealedContent = content.Length <= LargestFile ? seal.Close(message.TenantId, id, content) : null,
            });
        }
    }

    private static string Short(string name) => name.Length > 250 ? name[..250] : name;
}
