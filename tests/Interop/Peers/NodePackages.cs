using System.Diagnostics;
using System.Security.Cryptography;
using Interop.Peers;
using Xunit;

[assembly: AssemblyFixture(typeof(NodePackages))]

namespace Interop.Peers;

/// <summary>The npm packages the peers are made of, installed once from the lock file, and again when it has changed.</summary>
public sealed class NodePackages : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static string Folder { get; } = Find();

    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>For a fixture that cannot know whether it comes before this one.</summary>
    public static Task ReadyAsync() => Installed.Value;

    public async ValueTask InitializeAsync() => await ReadyAsync();

    private static async Task InstallAsync()
    {
        using var late = new CancellationTokenSource(Patience);
        var stamp = Path.Combine(Folder, "node_modules", ".installed");
        var wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), late.Token)));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, late.Token) == wanted) return;

        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = npm.StandardOutput.ReadToEndAsync(late.Token);
        var errors = npm.StandardError.ReadToEndAsync(late.Token);
        await npm.WaitForExitAsync(late.Token);
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci failed: {await errors}{await output}");
        await File.WriteAllTextAsync(stamp, wanted, late.Token);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Platform.sln"))) return Path.Combine(folder, "tests", "Interop");
        }
        throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }
}
