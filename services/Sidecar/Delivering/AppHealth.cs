using Sidecar.Setup;

namespace Sidecar.Delivering;

/// <summary>Probes the application: the first good answer opens the flow, several bad ones in a row close it.</summary>
internal sealed class AppHealth(AppHealthSettings settings, AppLink app, PostOffice office)
{
    public async Task WatchAsync(CancellationToken stop)
    {
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            if (await IsHealthyAsync(stop))
            {
                failures = 0;
                if (!app.Gate.IsOpen) office.Log.Healthy(app.AppId);
                app.Gate.Open();
            }
            else if (++failures >= settings.Threshold && app.Gate.IsOpen && !stop.IsCancellationRequested)
            {
                app.Gate.Close();
                office.Log.Unhealthy(app.AppId, failures);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(settings.IntervalMs), office.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsHealthyAsync(CancellationToken stop)
    {
        try
        {
            var (status, _) = await app.Courier.GetAsync(settings.Path.TrimStart('/'), TimeSpan.FromMilliseconds(settings.TimeoutMs), withToken: false, stop);
            return status is >= 200 and < 300;
        }
        catch (Exception absent) when (absent is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
