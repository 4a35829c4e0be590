using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace Interop.Rpc;

/// <summary>What the client must do whoever serves: the same rows against grpc-js and against the transport's own server.</summary>
public abstract class PeerServerTests
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract Echo.EchoClient Client { get; }

    [Fact]
    public async Task Text_and_bytes_come_back_equal()
    {
        var answer = await Client.SayAsync(new() { Text = "été ✓", Data = ByteString.CopyFrom(0, 255, 128), Count = -7 }, cancellationToken: Ct);

        Assert.Equal(("été ✓", -7), (answer.Text, answer.Count));
        Assert.Equal(new byte[] { 0, 255, 128 }, answer.Data.ToByteArray());
    }

    [Fact]
    public void A_blocking_call_answers_too() => Assert.Equal("tout droit", Client.Say(new() { Text = "tout droit" }, cancellationToken: Ct).Text);

    [Fact]
    public async Task A_refusal_keeps_its_code_its_text_and_its_trailers()
    {
        using var call = Client.SayAsync(new() { Text = "fail" }, cancellationToken: Ct);
        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Equal("état: 100% «non»\n", refused.Status.Detail);
        Assert.Equal("closed", refused.Trailers.GetValue("why"));
        Assert.Equal(new byte[] { 0, 1, 254, 255 }, refused.Trailers.GetValueBytes("why-bin"));
        Assert.Equal(refused.Status, call.GetStatus());
    }

    [Fact]
    public async Task A_broken_handler_is_an_unknown_error() => Assert.Equal(StatusCode.Unknown, await RefusedAsync(new() { Text = "throw" }));

    [Fact]
    public async Task A_method_nobody_wrote_is_unimplemented()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => Client.MissingAsync(new(), cancellationToken: Ct).ResponseAsync);
        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
    }

    [Fact]
    public async Task A_deadline_ends_a_call()
    {
        using var call = Client.SayAsync(new() { Text = "wait" }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300), cancellationToken: Ct);
        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(5), Ct));
        Assert.Equal(StatusCode.DeadlineExceeded, refused.StatusCode);
    }

    [Fact]
    public async Task A_deadline_already_past_sends_nothing()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            Client.SayAsync(new() { Text = "late" }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1), cancellationToken: Ct).ResponseAsync);
        Assert.Equal(StatusCode.DeadlineExceeded, refused.StatusCode);
    }

    [Fact]
    public async Task The_server_knows_the_deadline()
    {
        var answer = await Client.SayAsync(new() { Text = "deadline" }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(20), cancellationToken: Ct);
        Assert.InRange(answer.Count, 10_000, 20_001);
    }

    [Fact]
    public async Task Metadata_passes_both_ways_text_and_bytes()
    {
        using var call = Client.SayAsync(new() { Text = "metadata" }, new Metadata { { "x-a", "one two" }, { "x-b-bin", [0, 255, 254, 128] } }, cancellationToken: Ct);
        var headers = await call.ResponseHeadersAsync;
        await call.ResponseAsync;

        Assert.Equal("one two", headers.GetValue("x-a"));
        Assert.Equal(new byte[] { 0, 255, 254, 128 }, headers.GetValueBytes("x-b-bin"));
        Assert.Equal("trailing", call.GetTrailers().GetValue("y-a"));
        Assert.Equal(new byte[] { 9, 8, 7 }, call.GetTrailers().GetValueBytes("y-b-bin"));
    }

    [Fact]
    public async Task Three_megabytes_pass() => Assert.Equal(3_000_000, (await Client.SayAsync(new() { Text = "big", Count = 3_000_000 }, cancellationToken: Ct)).Data.Length);

    [Fact]
    public async Task Three_megabytes_pass_the_other_way_whatever_the_limit_of_bodies() =>
        Assert.Equal(3_000_000, (await Client.SayAsync(new() { Data = ByteString.CopyFrom(new byte[3_000_000]) }, cancellationToken: Ct)).Data.Length);

    [Fact]
    public async Task Five_megabytes_are_refused_by_the_server() =>
        Assert.Equal(StatusCode.ResourceExhausted, await RefusedAsync(new() { Data = ByteString.CopyFrom(new byte[5_000_000]) }));

    [Fact]
    public async Task Five_megabytes_are_refused_by_the_client() =>
        Assert.Equal(StatusCode.ResourceExhausted, await RefusedAsync(new() { Text = "big", Count = 5_000_000 }));

    [Fact]
    public async Task A_zipped_question_is_read()
    {
        var answer = await Client.SayAsync(new() { Text = new string('a', 5000) }, new Metadata { { "grpc-internal-encoding-request", "gzip" } }, cancellationToken: Ct);
        Assert.Equal(5000, answer.Text.Length);
    }

    [Fact]
    public async Task A_caller_may_leave_a_call()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        using var call = Client.SayAsync(new() { Text = "wait" }, cancellationToken: leaving.Token);
        leaving.CancelAfter(100);

        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, refused.StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public async Task A_stream_of_answers_keeps_count_and_order(int count)
    {
        using var call = Client.Expand(new() { Count = count }, cancellationToken: Ct);
        var answers = new List<int>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync(Ct)) answers.Add(answer.Count);

        Assert.Equal(Enumerable.Range(0, count), answers);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_status_after_two_messages_follows_them()
    {
        using var call = Client.Expand(new() { Count = 2, Text = "fail" }, cancellationToken: Ct);

        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct));
        Assert.Equal((StatusCode.Aborted, "after the messages"), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task A_caller_may_leave_a_stream()
    {
        using var call = Client.Expand(new() { Count = 1, Text = "wait" }, cancellationToken: Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        call.Dispose();

        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct));
        Assert.Equal(StatusCode.Cancelled, refused.StatusCode);
    }

    [Fact]
    public async Task Ten_questions_are_summed()
    {
        using var call = Client.Collect(cancellationToken: Ct);
        for (var i = 1; i <= 10; i++) await call.RequestStream.WriteAsync(new() { Count = i }, Ct);
        await call.RequestStream.CompleteAsync();

        Assert.Equal(55, (await call).Count);
    }

    [Fact]
    public async Task A_refusal_arrives_while_the_client_still_sends()
    {
        using var call = Client.Collect(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new() { Text = "fail" }, Ct);

        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Equal((StatusCode.InvalidArgument, "not this one"), (refused.StatusCode, refused.Status.Detail));
        await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new() { Text = "more" }, Ct));
    }

    [Fact]
    public async Task Two_streams_take_turns()
    {
        using var call = Client.Converse(cancellationToken: Ct);
        foreach (var text in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(new() { Text = text }, Ct);
            Assert.True(await call.ResponseStream.MoveNext(Ct));
            Assert.Equal($"re: {text}", call.ResponseStream.Current.Text);
        }
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Ct));
    }

    [Fact]
    public async Task A_duplex_call_brings_its_refusal()
    {
        using var call = Client.Converse(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new() { Text = "fail" }, Ct);

        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct));
        Assert.Equal((StatusCode.OutOfRange, "enough"), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task A_hundred_calls_at_once_do_not_mix()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Client.SayAsync(new() { Count = i }, cancellationToken: Ct).ResponseAsync));
        Assert.Equal(Enumerable.Range(0, 100), answers.Select(answer => answer.Count));
    }

    private async Task<StatusCode> RefusedAsync(Question question) =>
        (await Assert.ThrowsAsync<RpcException>(() => Client.SayAsync(question, cancellationToken: Ct).ResponseAsync)).StatusCode;
}

[Trait("Row", "25")]
public sealed class JsServerTests(JsServerTests.Served served) : PeerServerTests, IClassFixture<JsServerTests.Served>
{
    protected override Echo.EchoClient Client => served.Server.Client;

    [Fact, Trait("Row", "29")]
    public async Task Details_come_in_the_trailers()
    {
        var status = new Google.Rpc.Status { Code = 3, Message = "champs" };
        status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(new Google.Rpc.ErrorInfo { Reason = "INS_MISSING" }));

        var refused = await Assert.ThrowsAsync<RpcException>(() => Client.SayAsync(new() { Text = "details", Data = status.ToByteString() }, cancellationToken: Ct).ResponseAsync);

        Assert.Equal("INS_MISSING", refused.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
    }

    /// <summary>One process for all the rows: node takes longer to start than they to be played.</summary>
    public sealed class Served : IAsyncLifetime
    {
        internal JsServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await JsServer.StartAsync();
        public async ValueTask DisposeAsync() => await Server.DisposeAsync();
    }
}

[Trait("Row", "25")]
public sealed class OwnServerTests : PeerServerTests, IAsyncLifetime
{
    private EchoServer? _server;
    private GrpcChannel? _channel;

    protected override Echo.EchoClient Client => new(_channel!);

    public async ValueTask InitializeAsync()
    {
        _server = await EchoServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        _channel = GrpcChannel.ForAddress(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _channel!.Dispose();
        await _server!.DisposeAsync();
    }
}
