using System.Globalization;
using Contracts.Documents;
using Contracts.Identity;
using Messaging.Addressing;
using Messaging.Conversations;
using Messaging.Deliveries;
using Messaging.Mail;
using Messaging.Messages;
using Messaging.Operators;
using Messaging.Xdm;

namespace Messaging.Sending;

/// <summary>All that a mail is made of, gathered at the moment it leaves.</summary>
public sealed record MailMatter(Delivery Delivery, Message Message, string Text, Conversation Conversation, UsagerIdentity Person, DocumentPackage? Package, string Recipient, IReadOnlyList<string> Thread);

/// <summary>Writes the mail of a delivery: one person, one package, the same document as PDF (mssante §4).</summary>
public static class ComposedMail
{
    public static byte[] Write(MailMatter matter, TeamMailbox box, MssSettings settings, DateTimeOffset now)
    {
        var qualified = matter.Person.Status == "QUAL" && (matter.Package?.InsQualified ?? true);
        var codes = matter.Package is null ? [] : new[] { matter.Package.TypeCode };
        return new OutgoingMail(box.Sender, new("", matter.Recipient), Subject(matter), matter.Text, matter.Delivery.MailMessageId, now)
        {
            InReplyTo = matter.Thread.Count > 0 ? matter.Thread[^1] : null,
            References = matter.Thread,
            AsksReadReceipt = true,
            MssHeaders = MssHeaders.Of(settings.ProductNumber, codes, qualified, matter.Delivery.Channel == Deliveries.Channel.Citizen && matter.Message.EndsConversation),
            Attachments = matter.Package is null ? [] : Files(matter, settings, now),
        }.Write();
    }

    private static string Subject(MailMatter matter) => matter.Package is { } package
        ? MailSubject.ForDocuments([package.SubjectLabel.Length > 0 ? package.SubjectLabel : package.TypeLabel], matter.Person.BirthName, matter.Person.FirstBirthName, BirthDate(matter.Person.BirthDate))
        : matter.Message.Subject;

    private static Attachment[] Files(MailMatter matter, MssSettings settings, DateTimeOffset now)
    {
        var package = matter.Package!;
        var cover = new XdmCover(matter.Conversation.Mailbox, settings.Software, package.Title, $"{matter.Person.BirthName} {matter.Person.FirstBirthName}", now);
        var zip = XdmWriter.Write(cover, package.XdmMetadata.ToByteArray(), [package.Cda.ToByteArray()]);
        var name = package.PdfName.Length > 0 ? package.PdfName : DocumentFileName.Of(DateOnly.FromDateTime(now.UtcDateTime), package.TypeLabel, matter.Person.BirthName, matter.Person.FirstBirthName);
        return [new(XdmWriter.FileName, "application/zip", zip), new(name, "application/pdf", package.Pdf.ToByteArray())];
    }

    /// <summary>A lunar date (00 for a day or month unknown) is left out of the subject, where it is optional.</summary>
    private static DateOnly? BirthDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
