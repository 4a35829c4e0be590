using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client;

/// <summary>Whether and when a unary call is tried again.</summary>
internal static class Retry
{
    /// <summary>Null when the failure stands. The delay is drawn between nothing and the back-off, so that callers spread.</summary>
    public static TimeSpan? Delay(RetryPolicy? policy, int? most, int attempt, RpcException failure, bool answered)
    {
        if (policy is null || answered || !policy.RetryableStatusCodes.Contains(failure.StatusCode)) return null;
        if (attempt >= Math.Min(policy.MaxAttempts ?? 1, most ?? int.MaxValue)) return null;
        if (failure.Trailers.GetValue("grpc-retry-pushback-ms") is { } told)
        {
            return int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var wait) ? TimeSpan.FromMilliseconds(wait) : null;
        }
        var first = policy.InitialBackoff ?? TimeSpan.FromMilliseconds(100);
        var longest = policy.MaxBackoff ?? TimeSpan.FromSeconds(5);
        var backoff = Math.Min(first.TotalMilliseconds * Math.Pow(policy.BackoffMultiplier ?? 2, attempt - 1), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * backoff);
    }
}
