using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace Interop.Rpc;

public sealed class UnaryCallTests
{
    [Fact]
    public async Task A_question_is_answered_with_its_text_and_bytes()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);

        var answer = await new Echo.EchoClient(channel).SayAsync(new() { Text = "bonjour é", Data = ByteString.CopyFrom(0, 255, 128) }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("bonjour é", answer.Text);
        Assert.Equal(new byte[] { 0, 255, 128 }, answer.Data.ToByteArray());
    }

    [Fact]
    public async Task A_refusal_brings_its_text_and_trailers()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);

        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            new Echo.EchoClient(channel).SayAsync(new() { Text = "fail" }, cancellationToken: TestContext.Current.CancellationToken).ResponseAsync);

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Equal("état: 100% «non»\n", refused.Status.Detail);
        Assert.Equal("closed", refused.Trailers.GetValue("why"));
        Assert.Equal(new byte[] { 0, 1, 254, 255 }, refused.Trailers.GetValueBytes("why-bin"));
    }
}
