using Sandbox.Mail.Faults;

namespace Sandbox.Mail.Delivery;

/// <summary>Carries what the queue holds as soon as it is due.</summary>
public sealed partial class CarryMails(MailQueue queue, MailCarrier carrier, MailFaults faults, TimeProvider clock, ILogger<CarryMails> logger) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        faults.Changed += queue.Hurry;
        try
        {
            while (!stoppingToken.IsCancellationRequested) await TurnAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
        finally
        {
            faults.Changed -= queue.Hurry;
        }
    }

    private async Task TurnAsync(CancellationToken ct)
    {
        var changed = queue.NextChange();
        var due = queue.Due(20);
        foreach (var delivery in due) carrier.Carry(delivery, queue.Mail(delivery.Mail), clock.GetUtcNow());
        if (due.Count > 0) return;

        var next = queue.NextAt() - clock.GetUtcNow() ?? Longest;
        var wait = next < TimeSpan.Zero ? TimeSpan.Zero : next < Longest ? next : Longest;
        await Task.WhenAny(changed, Task.Delay(wait, clock, ct));
        ct.ThrowIfCancellationRequested();
    }

    [LoggerMessage(1, LogLevel.Information, "The mail carrier stopped.")]
    private partial void LogStopped();
}
