using Sandbox.Mail.Faults;
using Sandbox.Mail.Mailboxes;

namespace Sandbox.Mail.Control;

/// <summary>Back to the first day: no mail, no fault, the mailboxes of the file.</summary>
public sealed class MailReset(MailDatabase database, MailFaults faults, TrustSpace trust)
{
    public void Run()
    {
        faults.Replace([]);
        database.Empty();
        trust.Fill();
    }
}
