using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Testing;

/// <summary>Where a process says that it listens, once it does.</summary>
internal static class HeardAddress
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    /// <summary>Starts it and answers with the first address of the scheme.</summary>
    public static async Task<Uri> OfAsync(Process process, string scheme)
    {
        var (found, said) = (new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously), new ConcurrentQueue<string>());
        void Hear(string? line)
        {
            if (line is null) return;
            said.Enqueue(line);
            if (line.Contains("listening", StringComparison.Ordinal) && line.IndexOf(scheme, StringComparison.Ordinal) is > 0 and var at) found.TrySetResult(new(line[at..].Trim()));
        }

        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.Exited += (_, _) => found.TrySetException(new InvalidOperationException("The process stopped: " + string.Join('\n', said)));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return await found.Task.WaitAsync(LongestStart, TestContext.Current.CancellationToken);
    }
}
