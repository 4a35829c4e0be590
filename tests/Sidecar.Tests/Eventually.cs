namespace Sidecar.Tests;

/// <summary>Asks again until the answer is the expected one, which another process brings about in its own time.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await holds()) await timer.WaitForNextTickAsync(patience.Token);
    }
}
