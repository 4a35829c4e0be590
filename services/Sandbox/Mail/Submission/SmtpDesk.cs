using Sandbox.Mail.Delivery;
using Sandbox.Mail.Faults;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Submission;

/// <summary>What a submission session needs from the operator around it.</summary>
internal sealed record SmtpDesk(TrustSpace Trust, Credentials Credentials, MailFaults Faults, MailQueue Queue, TimeProvider Clock);
