using System.Net.Sockets;
using System.Text.Json;
using Sidecar.Setup;

namespace Sidecar.Delivering;

/// <summary>
/// The tie with one process of an application: waits until it listens, asks what it subscribes to, then lets the
/// deliveries flow while it is there and healthy. An application that comes back is asked again.
/// </summary>
internal sealed class AppLink(AppSettings settings, PostOffice office) : IDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);
    private volatile TaskCompletionSource _lost = new();

    public AppSettings Settings => settings;
    public string AppId => settings.AppId;
    public ApiToken? ApiToken { get; } = ApiToken.From(settings.ApiToken, settings.ApiTokenFile);
    public Courier Courier { get; } = new(settings);
    public Gate Gate { get; } = new();
    public IReadOnlyList<Subscription> Subscriptions { get; private set; } = [];
    public bool Ready { get; private set; }

    /// <summary>Why the application's subscriptions cannot be served, if so.</summary>
    public string? Refusal { get; private set; }

    public void LoseContact() => _lost.TrySetResult();

    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        if (settings.AppPort == 0)
        {
            await office.Broker.MeetAsync(AppId);
            Ready = true;
            return;
        }

        try
        {
            while (!stop.IsCancellationRequested) await ServeAgainAsync(stop, abort);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;   // asked to stop while waiting for the application
        }
    }

    public void Dispose() => Courier.Dispose();

    private async Task ServeAgainAsync(CancellationToken stop, CancellationToken abort)
    {
        try
        {
            await ServeOnceAsync(stop, abort);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            office.Log.ServingBroke(AppId, broken);
            await Task.Delay(TimeSpan.FromSeconds(1), office.Clock, stop);
        }
    }

    private async Task ServeOnceAsync(CancellationToken stop, CancellationToken abort)
    {
        while (!await ListensAsync(stop)) await Task.Delay(BetweenTries, office.Clock, stop);
        _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (await DiscoverAsync(stop) is not { } subscriptions) return;

        Subscriptions = new SubscriptionCheck(this, office).Accepted(subscriptions);
        var lanes = new List<Lane>();
        foreach (var subscription in Subscriptions)
        {
            var group = await office.Broker.JoinAsync(AppId, subscription.Topic);
            lanes.Add(new(group, subscription, this, office, office.Resources.PolicyFor(AppId, subscription.Topic.Pubsub)));
            group.Activate();
        }

        await office.Broker.MeetAsync(AppId);
        WarnOfOrphans();
        Ready = true;
        office.Log.Serving(AppId, lanes.Count);

        using var away = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var health = settings.Health is { } probe ? new AppHealth(probe, this, office).WatchAsync(away.Token) : Task.CompletedTask;
        if (settings.Health is null) Gate.Open();
        var work = lanes.ConvertAll(lane => lane.RunAsync(away.Token, abort));
        using (stop.UnsafeRegister(static link => ((AppLink)link!).LoseContact(), this)) await _lost.Task;
        Gate.Close();
        await away.CancelAsync();
        await Task.WhenAll([health, .. work]);
        if (!stop.IsCancellationRequested) office.Log.ContactLost(AppId);
    }

    private async Task<bool> ListensAsync(CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(System.Net.IPAddress.Loopback, settings.AppPort, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Null when the application did not answer and must be waited for again.</summary>
    private async Task<IReadOnlyList<Subscription>?> DiscoverAsync(CancellationToken stop)
    {
        try
        {
            var (status, body) = await Courier.GetAsync("dapr/subscribe", TimeSpan.FromSeconds(10), withToken: true, stop);
            Refusal = null;
            if (status is 200) return Discovery.Read(body);
            if (status is 404) return [];
            office.Log.DiscoveryRefused(AppId, status);
        }
        catch (Exception wrong) when (wrong is BadSetupException or JsonException or InvalidOperationException)
        {
            Refusal = wrong.Message;
            office.Log.SubscriptionsRefused(AppId, wrong.Message);
            await Task.Delay(TimeSpan.FromSeconds(5), office.Clock, stop);
        }
        catch (Exception away) when (away is HttpRequestException or IOException || (away is OperationCanceledException && !stop.IsCancellationRequested))
        {
            office.Log.DiscoveryFailed(AppId, away.Message);
        }

        await Task.Delay(BetweenTries, office.Clock, stop);
        return null;
    }

    private void WarnOfOrphans()
    {
        foreach (var group in office.Broker.GroupsOf(AppId))
            if (Subscriptions.All(subscription => subscription.Topic != group.Topic)) office.Log.Orphan(AppId, group.Topic.Topic, group.Id);
    }
}
