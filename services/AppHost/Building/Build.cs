using System.Diagnostics;

namespace AppHost.Building;

/// <summary>Builds what runs (Platform.slnf) as a child process, showing each project as it comes.</summary>
internal static class Build
{
    public static async Task<bool> RunAsync(string root, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        Console.WriteLine("Building the services…");
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", "Platform.slnf", "-nologo", "-v", "m", "-clp:NoSummary", "-nodeReuse:false"])
        {
            WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true,
            // One compiler for all projects, also where a machine's settings forbid it: the build takes a third of the time.
            Environment = { ["UseSharedCompilation"] = "true", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1", ["MSBUILDTERMINALLOGGER"] = "off" },
        })!;
        build.OutputDataReceived += (_, line) => Show(line.Data, watch);
        build.ErrorDataReceived += (_, line) => Show(line.Data, watch);
        build.BeginOutputReadLine();
        build.BeginErrorReadLine();
        try
        {
            await build.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            build.Kill(entireProcessTree: true);
            throw;
        }
        Console.WriteLine(build.ExitCode == 0 ? $"Built in {watch.Elapsed.TotalSeconds:0} s." : "The build failed.");
        return build.ExitCode == 0;
    }

    private static void Show(string? line, Stopwatch watch)
    {
        if (line is null) return;
        var arrow = line.IndexOf(" -> ", StringComparison.Ordinal);
        if (arrow > 0) Console.WriteLine($"  {watch.Elapsed.TotalSeconds,3:0} s  {line[..arrow].Trim()}");
        else if (line.Contains(": error ", StringComparison.Ordinal)) Console.WriteLine(line);
    }
}
