using Microsoft.Extensions.Logging;

namespace Platform.Work;

/// <summary>
/// Keeps a claim alive while the work under it goes on. A claim may then be short whatever the work lasts, and what a killed process held is taken up
/// within <see cref="Lease"/>.
/// </summary>
public static partial class HeldClaim
{
    /// <summary>How long a claim holds after its last renewal.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <param name="renew">Writes the claim's new end, <see cref="Lease"/> from now, if it is still held. Not by the work's own context.</param>
    public static async Task WhileAsync(Func<Task> work, Func<CancellationToken, Task> renew, ILogger log)
    {
        using var over = new CancellationTokenSource();
        var renewing = RenewAsync(renew, log, over.Token);
        try
        {
            await work();
        }
        finally
        {
            await over.CancelAsync();
            await renewing;
        }
    }

    private static async Task RenewAsync(Func<CancellationToken, Task> renew, ILogger log, CancellationToken over)
    {
        using var beat = new PeriodicTimer(Beat);
        while (!over.IsCancellationRequested)
        {
            try
            {
                while (await beat.WaitForNextTickAsync(over)) await renew(over);
            }
            catch (Exception) when (over.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cause)
            {
                NotRenewed(log, cause);
            }
        }
    }

    [LoggerMessage(5205, LogLevel.Warning, "A claim could not be renewed; the next beat tries again")]
    private static partial void NotRenewed(ILogger log, Exception cause);
}
