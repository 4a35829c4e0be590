using Messaging.Mail;
using Messaging.Mailboxes;
using Messaging.Operators;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Messaging.Receiving;

/// <summary>Keeps each team's mailbox open and handles what comes: by IDLE, or by looking when the operator cannot push.</summary>
public sealed partial class WatchMailboxes(IServiceScopeFactory scopes, TeamMailboxes mailboxes, Sending.SendSignal sending, ILogger<WatchMailboxes> log) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(mailboxes.All.Select(box => WatchAsync(box, stoppingToken)));

    private async Task WatchAsync(TeamMailbox box, CancellationToken ct)
    {
        var failures = 0;
        var tries = new MailTries();
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var session = await ImapSession.OpenAsync(TeamMailboxes.Reading(box), TeamMailboxes.Credential(box), MailLimits.Default.Bytes, ct);
                var folder = await session.SelectAsync("INBOX", ct);
                while (true)
                {
                    await ReadNewAsync(session, folder.Validity, box, tries, ct);
                    failures = 0;
                    await session.WaitForNewsAsync(session.CanIdle ? box.Operator.IdleFor : box.Operator.PollEvery, ct);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cause)
            {
                // Whatever the operator or a neighbour does, this mailbox is opened again and the others are not disturbed (ECO.1.2.3).
                LogReopened(log, cause, box.Mailbox.Address);
                var pause = TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, box.Operator.ReopenAfter.TotalMilliseconds * Math.Pow(2, Math.Min(failures++, 8))));
                await Task.Delay(pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadNewAsync(ImapSession session, uint validity, TeamMailbox box, MailTries tries, CancellationToken ct)
    {
        foreach (var uid in await session.SearchFromAsync(await CursorAsync(box, validity, ct), ct))
        {
            var size = await session.SizeAsync(uid, ct);
            var unread = size > MailLimits.Default.Bytes ? "mail-too-large" : tries.GivenUp(uid);
            var bytes = unread is null ? await tries.FetchAsync(uid, () => session.FetchAsync(uid, ct)) : null;
            unread ??= size is null ? "mail-gone" : "mail-not-given";
            await using var scope = scopes.CreateAsyncScope();
            using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(box.Mailbox.Tenant);
            var read = false;
            try
            {
                read = await scope.ServiceProvider.GetRequiredService<FileIncomingMail>().RunAsync(box, validity, uid, bytes, unread, ct);
            }
            catch (Exception cause)
            {
                tries.Failed(uid, cause);
                throw;
            }
            tries.Done(uid);
            if (read) await session.MarkSeenAsync(uid, ct);
            sending.Raise();
        }
    }

    private async Task<uint> CursorAsync(TeamMailbox box, uint validity, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(box.Mailbox.Tenant);
        var address = box.Mailbox.Address.ToLowerInvariant();
        var cursor = await scope.ServiceProvider.GetRequiredService<MessagingDbContext>().MailboxCursors.AsNoTracking().SingleOrDefaultAsync(c => c.Mailbox == address, ct);
        return cursor is not null && cursor.Validity == validity ? (uint)cursor.NextUid : 1;
    }

    [LoggerMessage(6120, LogLevel.Warning, "The mailbox {Mailbox} is opened again")]
    private static partial void LogReopened(ILogger log, Exception cause, string mailbox);
}
