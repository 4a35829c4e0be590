using System.Diagnostics;
using Bench.Measuring;

namespace Bench.Servers;

/// <summary>An anchor from npm, whose packages are installed from the lock file when they are missing.</summary>
internal static class NodeAnchor
{
    public static async Task<ServedProcess> StartAsync(string script, int port, params string[] arguments)
    {
        var folder = Path.Combine(Startable.Root, "tests", "Bench");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider"))) await InstallAsync(folder);
        var production = new Dictionary<string, string> { ["NODE_ENV"] = "production" };
        return await ServedProcess.StartAsync("node", [Path.Combine(folder, "Servers", script), $"{port}", .. arguments], production, port, null, folder);
    }

    private static async Task InstallAsync(string folder)
    {
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = npm.StandardOutput.ReadToEndAsync();
        var errors = await npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci failed: {errors}{await output}");
    }
}
