using Messaging.Mail;
using Messaging.Xdm;

namespace Messaging.Receiving;

/// <summary>The package of a mail, opened or refused; a mail about documents carries exactly one (ECO.2.1.1).</summary>
public sealed record ReceivedPackage(XdmPackage? Package, string Problem)
{
    public static ReceivedPackage? Of(MailPart mail)
    {
        var found = mail.Attachments().Where(a => XdmWriter.FileName.Equals(a.FileName, StringComparison.OrdinalIgnoreCase)).ToList();
        if (found.Count == 0) return null;
        if (found.Count > 1) return new(null, "xdm-several-packages");
        try
        {
            return new(XdmReader.Read(found[0].Content()), "");
        }
        catch (UnreadablePackageException e)
        {
            return new(null, e.Code);
        }
    }
}
