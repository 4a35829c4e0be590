using Sandbox.Mail.Faults;
using Sandbox.Mail.Mailboxes;

namespace Sandbox.Mail.Control;

/// <summary>Back to the first day: no mail, no fault.</summary>
public sealed class MailReset(MailDatabase database, MailFaults faults)
{
    public void Run()
    {
        faults.Replace([]);
        database.Empty();
    }
}
