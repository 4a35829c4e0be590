using Messaging.Acknowledgements;
using Messaging.Mail;
using Messaging.Operators;
using Messaging.Submission;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Messaging.Receipts;

/// <summary>Sends a receipt owed. A receipt sent twice says nothing false, so an unknown outcome is simply tried again.</summary>
public sealed class SendReceipt(MessagingDbContext db, TeamMailboxes mailboxes, IOptions<MssSettings> settings, TimeProvider clock)
{
    private const int MostAttempts = 12;

    public async Task RunAsync(Guid receiptId, CancellationToken ct)
    {
        var receipt = await db.OwedReceipts.SingleAsync(r => r.Id == receiptId, ct);
        var now = clock.GetUtcNow();
        receipt.Attempts++;
        receipt.NextAttemptAt = now + TimeSpan.FromSeconds(10 * Math.Pow(2, Math.Min(receipt.Attempts, 8)));
        if (receipt.Attempts > MostAttempts || mailboxes.Find(receipt.TenantId, receipt.Mailbox) is not { } box) receipt.SentAt = now;
        await db.SaveChangesAsync(ct);
        if (receipt.SentAt is not null) return;
        box = mailboxes.Find(receipt.TenantId, receipt.Mailbox)!;
        var mail = ReadReceipt.Write(box.Sender, new("", receipt.Recipient), receipt, MessageIds.Of(receipt.Id, receipt.Mailbox), settings.Value.ProductNumber, now);
        try
        {
            await using var session = await SmtpSession.OpenAsync(TeamMailboxes.Submission(box), TeamMailboxes.Credential(box), box.Sender.Domain, ct);
            var outcome = await session.SendAsync(new(receipt.Mailbox, receipt.Recipient, receipt.Id.ToString("N")), mail, ct);
            if (outcome.Result is SubmissionResult.Accepted or SubmissionResult.RefusedForGood) receipt.SentAt = clock.GetUtcNow();
        }
        catch (Exception e) when (e is OperatorUnreachableException or OperatorRefusedException)
        {
            return;     // the next attempt is already written
        }
        await db.SaveChangesAsync(CancellationToken.None);
    }
}
