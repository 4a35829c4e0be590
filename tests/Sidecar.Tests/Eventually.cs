namespace Sidecar.Tests;

/// <summary>Asks again until the answer is the expected one, which another process brings about in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    public static async Task TrueAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(Between);
        while (!await holds()) await timer.WaitForNextTickAsync(patience.Token);
    }

    /// <summary>Fails as soon as one of so many questions in a row is answered otherwise.</summary>
    public static async Task StaysTrueAsync(int times, Func<bool> holds)
    {
        using var timer = new PeriodicTimer(Between);
        for (var i = 0; i < times; i++)
        {
            Assert.True(holds());
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
