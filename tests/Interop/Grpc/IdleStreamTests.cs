using Grpc.Core;
using Xunit;

namespace Interop.Rpc;

/// <summary>A stream on which nothing is said for a minute is alive as long as the client's pings are answered.</summary>
[Collection(typeof(AfterTheOthers))]
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

/// <summary>What runs alone runs last: nobody's place is kept while the streams rest.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AfterTheOthers;
