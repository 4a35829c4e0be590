using AppHost;
using AppHost.Building;
using AppHost.Journey;
using AppHost.Layout;

if (HostOptions.Read(args) is not { } options)
{
    Console.Error.WriteLine(HostOptions.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});

var root = RepositoryRoot.Find();
if (options.Build && !await Build.RunAsync(root, stop.Token)) return 1;

await using var platform = new LocalPlatform(root, options);
if (options.Command is "reset" or "journey") platform.Forget();
try
{
    if (!await platform.StartAsync(stop.Token)) return 1;
    if (options.Command != "journey")
    {
        platform.Greet();
        await platform.WatchAsync(stop.Token);
        return 0;
    }

    var passed = await PilotJourney.PlayAsync(platform.Gateway, platform.Authority, platform.EditorKey, options.Json, stop.Token);
    if (options.Keep) await platform.WatchAsync(stop.Token);
    return passed ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
