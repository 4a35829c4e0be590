namespace Sandbox.Tests.Mail;

/// <summary>Mails as a client of the platform would write them.</summary>
internal static class Letters
{
    public const string Id = "<dlu-1@saules-blancs.valdebrume.mssante.fr>";

    public static string Plain(string to, string subject = "Bonjour", string headers = "", string text = "Bonjour,", string id = Id) =>
        $"From: \"EHPAD LES SAULES BLANCS - Soins\" <{MailSandbox.Soins}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nMessage-ID: {id}\r\n"
        + $"Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n{headers}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}";

    public const string ReceiptAsked = $"Disposition-Notification-To: <{MailSandbox.Soins}>\r\n";
}
