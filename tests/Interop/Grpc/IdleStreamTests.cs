using Grpc.Core;
using Interop.Rpc;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(IdleStreamsLast))]

namespace Interop.Rpc;

/// <summary>A stream on which nothing is said for a minute is alive as long as the client's pings are answered.</summary>
[Trait("Row", "32")]
public sealed class IdleStreamTests(IdleStreams streams)
{
    [Fact]
    public async Task A_stream_of_a_js_client_outlives_a_minute_of_silence()
    {
        var seen = await streams.OfJsClient;

        Assert.Null(seen["error"]);
        Assert.Equal(StatusCode.OK, seen.Code());
        Assert.Equal("re: late", Assert.Single(seen.Answers())!["text"]!.GetValue<string>());
        Assert.InRange(seen["ms"]!.GetValue<double>(), 60_000, double.MaxValue);
        Assert.InRange(seen["pings"]!.GetValue<int>(), 5, 7);
    }

    [Fact]
    public async Task A_stream_to_a_js_server_outlives_a_minute_of_silence()
    {
        var rested = await streams.OfOwnClient;

        Assert.Equal((StatusCode.OK, "re: awake"), (rested.Status, rested.AnswerAfter));
        Assert.InRange(rested.Silence, TimeSpan.FromSeconds(60), TimeSpan.MaxValue);
        Assert.InRange(rested.Pings, 1, int.MaxValue);
    }
}

/// <summary>What waits for the idle streams would keep its place from tests that have something to do.</summary>
public sealed class IdleStreamsLast : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Waits(collection)).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static bool Waits(ITestCollection collection) => collection.TestCollectionDisplayName.Contains(nameof(IdleStreamTests), StringComparison.Ordinal);
}
