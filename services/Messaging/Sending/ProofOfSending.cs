using Messaging.Mailboxes;
using Messaging.Operators;

namespace Messaging.Sending;

/// <summary>Looks in the operator's folder whether a mail was accepted.</summary>
public sealed partial class ProofOfSending(ILogger<ProofOfSending> log)
{
    private const int LargestAnswer = 64 * 1024;

    /// <summary>Null when the operator cannot be asked now.</summary>
    public async Task<bool?> LookAsync(TeamMailbox box, string mailMessageId, CancellationToken ct)
    {
        try
        {
            await using var session = await ImapSession.OpenAsync(TeamMailboxes.Reading(box), TeamMailboxes.Credential(box), LargestAnswer, ct);
            await session.SelectAsync(box.Operator.ProofFolder, ct);
            return (await session.SearchMessageIdAsync(mailMessageId, ct)).Count > 0;
        }
        catch (Exception e) when (e is OperatorUnreachableException or OperatorRefusedException)
        {
            LogUnknown(log, mailMessageId, e.Message);
            return null;
        }
    }

    [LoggerMessage(6102, LogLevel.Warning, "Cannot tell yet whether {MailMessageId} left: {Cause}")]
    private static partial void LogUnknown(ILogger log, string mailMessageId, string cause);
}
