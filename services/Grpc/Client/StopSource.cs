using System.Collections.Concurrent;

namespace Grpc.Net.Client;

/// <summary>Cancellation sources that are used again: most calls end before their deadline.</summary>
internal static class StopSource
{
    private const int Kept = 64;
    private static readonly ConcurrentQueue<CancellationTokenSource> Spare = new();

    public static CancellationTokenSource Take() => Spare.TryDequeue(out var source) ? source : new();

    public static void Return(CancellationTokenSource source)
    {
        if (Spare.Count < Kept && source.TryReset()) Spare.Enqueue(source);
        else source.Dispose();
    }
}
