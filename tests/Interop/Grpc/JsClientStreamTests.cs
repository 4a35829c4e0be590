using Grpc.Core;
using Xunit;

namespace Interop.Rpc;

public sealed class JsClientStreamTests(JsClient js) : IClassFixture<JsClient>
{
    [Theory, Trait("Row", "9")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public async Task A_stream_of_answers_keeps_count_and_order(int count)
    {
        var seen = await js.CallAsync(new { method = "Expand", request = new { count } });

        Assert.Equal(StatusCode.OK, seen.Code());
        Assert.Equal(Enumerable.Range(0, count), seen.Answers().Select(answer => answer!["count"]!.GetValue<int>()));
    }

    [Fact, Trait("Row", "10")]
    public async Task A_status_after_two_messages_follows_them()
    {
        var seen = await js.CallAsync(new { method = "Expand", request = new { count = 2, text = "fail" } });

        Assert.Equal(2, seen.Answers().Count);
        Assert.Equal(StatusCode.Aborted, seen.Code());
        Assert.Equal("after the messages", seen.Details());
    }

    [Fact, Trait("Row", "11")]
    public async Task Ten_questions_are_summed()
    {
        var seen = await js.CallAsync(new { method = "Collect", requests = Enumerable.Range(1, 10).Select(count => new { count }) });

        Assert.Equal(StatusCode.OK, seen.Code());
        Assert.Equal(55, seen.Answers()[0]!["count"]!.GetValue<int>());
    }

    [Fact, Trait("Row", "11")]
    public async Task A_refusal_arrives_while_the_client_still_sends()
    {
        var seen = await js.CallAsync(new { method = "Collect", requests = new[] { new { text = "fail" } }, open = true });
        Assert.Equal(StatusCode.InvalidArgument, seen.Code());
    }

    [Fact, Trait("Row", "12")]
    public async Task Two_streams_take_turns()
    {
        var seen = await js.CallAsync(new { method = "Converse", requests = new[] { new { text = "a" }, new { text = "b" }, new { text = "c" } }, pingPong = true });

        Assert.Equal(StatusCode.OK, seen.Code());
        Assert.Equal(["re: a", "re: b", "re: c"], seen.Answers().Select(answer => answer!["text"]!.GetValue<string>()));
        Assert.Equal(["question", "answer", "question", "answer", "question", "answer"], seen["sequence"]!.AsArray().Select(step => step!.GetValue<string>()));
    }

    [Fact]
    public async Task A_deadline_ends_a_stream()
    {
        var seen = await js.CallAsync(new { method = "Expand", request = new { count = 1, text = "wait" }, deadlineMs = 300 });

        Assert.Single(seen.Answers());
        Assert.Equal(StatusCode.DeadlineExceeded, seen.Code());
    }
}

/// <summary>Each needs a server of its own, whose handler it watches.</summary>
public sealed class JsClientCancelTests
{
    [Fact, Trait("Row", "8")]
    public async Task Cancelling_a_call_reaches_its_handler()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await EchoServer.StartAsync();
        await using var js = JsClient.Start(server);

        var seen = await js.AskAsync(new { method = "Say", request = new { text = "wait" }, cancelAfterMs = 200 }, ct);

        Assert.Equal(StatusCode.Cancelled, seen.Code());
        await server.Seen.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), ct);
    }

    [Fact, Trait("Row", "8")]
    public async Task Cancelling_a_stream_stops_its_writes()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await EchoServer.StartAsync();
        await using var js = JsClient.Start(server);

        var seen = await js.AskAsync(new { method = "Expand", request = new { text = "endless", data = "AAAA" }, cancelAfterMessages = 5 }, ct);

        Assert.Equal(StatusCode.Cancelled, seen.Code());
        await server.Seen.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), ct);
        var written = server.Seen.Written;
        await js.AskAsync(new { method = "Say", request = new { text = "later" } }, ct);
        Assert.Equal(written, server.Seen.Written);
    }
}
