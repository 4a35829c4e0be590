using System.Reflection;

namespace Bench.Measuring;

/// <summary>One goal's servers and rounds. Everything started here ends here.</summary>
internal sealed class BenchRun(Settings settings) : IDisposable
{
    // On a busy machine the compiler is still at work on what is hot long after the first seconds: a server is warm when its requests have stopped getting cheaper.
    private const int FewestWarmUps = 2, MostWarmUps = 12;
    private const double Settled = 0.95;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly List<IDisposable> _owned = [];

    public Settings Settings => settings;

    /// <summary>A scratch folder of this run.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("bench-").FullName;

    public T Own<T>(T thing) where T : IDisposable
    {
        _owned.Add(thing);
        return thing;
    }

    /// <summary>This program in one of its serving roles.</summary>
    public async Task<ServedProcess> ServeAsync(string role, int port, Uri? probe, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments) =>
        Own(await ServedProcess.StartAsync(
            Environment.ProcessPath!, [.. Host(), "serve", role, .. arguments], environment, port, probe, Folder));

    /// <summary>Shoots at each in turn, round after round, so that what else the machine does falls on all alike.</summary>
    public async Task<IReadOnlyDictionary<string, Shot>> RoundsAsync(params IReadOnlyList<Contender> contenders)
    {
        foreach (var contender in contenders) await WarmAsync(contender);
        var shots = contenders.ToDictionary(contender => contender.Name, _ => new List<Shot>());
        for (var round = 1; round <= settings.Rounds; round++)
        {
            foreach (var contender in contenders)
            {
                shots[contender.Name].Add(await contender.ShootAsync(settings.Shot));
                await Console.Error.WriteLineAsync($"  round {round} {contender.Name}: {shots[contender.Name][^1].PerSecond:F0}/s");
            }
        }
        return shots.ToDictionary(all => all.Key, all => Shot.Median(all.Value));
    }

    private static async Task WarmAsync(Contender contender)
    {
        var cheapest = double.MaxValue;
        for (var (shots, since) = (0, 0); shots < MostWarmUps && (shots < FewestWarmUps || since < FewestWarmUps); shots++)
        {
            var shot = await contender.ShootAsync(WarmUp);
            var cost = shot.CpuPerRequest > 0 ? shot.CpuPerRequest : 1 / shot.PerSecond;
            since = cost < cheapest * Settled ? 0 : since + 1;
            cheapest = Math.Min(cheapest, cost);
        }
    }

    public void Dispose()
    {
        for (var i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    // Started as "dotnet Bench.dll" the process is dotnet and needs the assembly named.
    private static IEnumerable<string> Host() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location] : [];
}

/// <summary>Something that can be put under load for a while.</summary>
internal sealed record Contender(string Name, Func<TimeSpan, Task<Shot>> ShootAsync);
