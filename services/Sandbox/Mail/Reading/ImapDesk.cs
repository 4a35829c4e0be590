using Sandbox.Mail.Faults;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Reading;

/// <summary>What a reading session needs from the operator around it.</summary>
internal sealed record ImapDesk(Folders Folders, MailboxSignal Signal, Credentials Credentials, MailFaults Faults, TimeProvider Clock);
