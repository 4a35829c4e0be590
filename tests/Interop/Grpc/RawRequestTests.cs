using System.Text.Json.Nodes;
using Google.Protobuf;
using Xunit;

namespace Interop.Rpc;

public sealed class RawRequestTests(Raw raw) : IClassFixture<Raw>
{
    private static readonly byte[] Hello = Raw.Frame(new Question { Text = "bonjour" });

    [Fact, Trait("Row", "14")]
    public async Task Json_is_an_unsupported_media_type()
    {
        var seen = await raw.SendAsync(new { headers = Headers("content-type", "application/json"), chunks = Raw.Chunks("{}"u8.ToArray()) });
        Assert.Equal("415", seen.Header(":status"));
    }

    [Fact, Trait("Row", "15")]
    public async Task The_proto_suffix_of_the_content_type_means_the_same()
    {
        var seen = await raw.SendAsync(new { headers = Headers("content-type", "application/grpc+proto"), chunks = Raw.Chunks(Hello) });

        Assert.Equal("0", seen.GrpcStatus());
        Assert.Equal("bonjour", Assert.Single(seen.Messages()).Text);
    }

    [Theory, Trait("Row", "4")]
    [InlineData("/interop.Echo/Missing")]
    [InlineData("/interop.Nobody/Say")]
    [InlineData("/interop.echo/say")]
    public async Task An_unknown_method_is_answered_with_one_header_block(string path)
    {
        var seen = await raw.SendAsync(new { path, chunks = Raw.Chunks(Hello) });

        Assert.Equal("200", seen.Header(":status"));
        Assert.Equal("12", seen.Header("grpc-status"));
        Assert.True(seen["endOnHeaders"]!.GetValue<bool>());
    }

    [Fact, Trait("Row", "16")]
    public async Task An_unknown_encoding_is_refused_with_the_ones_that_are_known()
    {
        var seen = await raw.SendAsync(new { headers = Headers("grpc-encoding", "br"), chunks = Raw.Chunks(Hello) });

        Assert.Equal("12", seen.GrpcStatus());
        Assert.Equal("identity,gzip", seen.Header("grpc-accept-encoding"));
    }

    [Fact, Trait("Row", "17")]
    public async Task A_zipped_message_is_read()
    {
        var frame = Raw.Frame(Raw.Zipped(new Question { Text = "zip" }.ToByteArray()), flag: 1);
        var seen = await raw.SendAsync(new { headers = Headers("grpc-encoding", "gzip"), chunks = Raw.Chunks(frame) });

        Assert.Equal("0", seen.GrpcStatus());
        Assert.Equal("zip", Assert.Single(seen.Messages()).Text);
    }

    [Fact, Trait("Row", "17")]
    public async Task A_zipped_message_of_a_call_that_names_no_encoding_is_an_error() =>
        await RefusedAsync("13", Raw.Frame(Raw.Zipped(new Question { Text = "zip" }.ToByteArray()), flag: 1));

    [Fact]
    public async Task A_zipped_message_that_is_no_gzip_is_an_error()
    {
        var seen = await raw.SendAsync(new { headers = Headers("grpc-encoding", "gzip"), chunks = Raw.Chunks(Raw.Frame([1, 2, 3, 4], flag: 1)) });
        Assert.Equal("13", seen.GrpcStatus());
    }

    [Theory, Trait("Row", "18")]
    [InlineData("abc")]
    [InlineData("123456789m")]
    [InlineData("-1S")]
    [InlineData("5s")]
    public async Task A_timeout_that_cannot_be_read_is_an_error(string timeout)
    {
        var seen = await raw.SendAsync(new { headers = Headers("grpc-timeout", timeout), chunks = Raw.Chunks(Hello) });
        Assert.Equal("13", seen.GrpcStatus());
    }

    [Fact, Trait("Row", "19")]
    public async Task No_message_is_an_error() => await RefusedAsync("13");

    [Fact, Trait("Row", "19")]
    public async Task Two_messages_are_an_error() => await RefusedAsync("13", Hello, Hello);

    [Fact, Trait("Row", "19")]
    public async Task A_message_cut_short_is_an_error() => await RefusedAsync("13", Hello[..^2]);

    [Fact]
    public async Task A_message_that_is_no_protobuf_is_an_error() => await RefusedAsync("13", Raw.Frame([0xff, 0xff, 0xff]));

    [Fact, Trait("Row", "20")]
    public async Task An_unknown_flag_is_an_error() => await RefusedAsync("13", Raw.Frame([], flag: 7));

    [Fact, Trait("Row", "20")]
    public async Task A_length_of_four_gigabytes_is_refused_before_anything_is_kept()
    {
        var before = GC.GetTotalAllocatedBytes();

        await RefusedAsync("8", [0, 0xff, 0xff, 0xff, 0xff]);

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64_000_000);
    }

    [Fact, Trait("Row", "22")]
    public async Task A_bomb_is_refused_at_the_limit()
    {
        var seen = await raw.SendAsync(new { headers = Headers("grpc-encoding", "gzip"), chunks = Raw.Chunks(Raw.Frame(Raw.Zipped(new byte[10_000_000]), flag: 1)) });
        Assert.Equal("8", seen.GrpcStatus());
    }

    [Fact, Trait("Row", "21")]
    public async Task A_message_may_come_byte_by_byte()
    {
        var seen = await raw.SendAsync(new { chunks = Raw.Chunks(Hello), bytewise = true });

        Assert.Equal("0", seen.GrpcStatus());
        Assert.Equal("bonjour", Assert.Single(seen.Messages()).Text);
    }

    [Fact, Trait("Row", "21")]
    public async Task Two_messages_may_share_a_frame()
    {
        var seen = await raw.SendAsync(new { path = "/interop.Echo/Converse", chunks = Raw.Chunks([.. Hello, .. Raw.Frame(new Question { Text = "encore" })]) });

        Assert.Equal("0", seen.GrpcStatus());
        Assert.Equal(["re: bonjour", "re: encore"], seen.Messages().Select(answer => answer.Text));
    }

    [Fact, Trait("Row", "23")]
    public async Task Headers_over_the_limit_cost_only_their_call()
    {
        var seen = await raw.SendAsync(new { padHeaders = 36_000, chunks = Raw.Chunks(Hello) });
        Assert.Equal("431", seen.Header(":status"));

        Assert.Equal("0", (await raw.SendAsync(new { chunks = Raw.Chunks(Hello) })).GrpcStatus());
    }

    [Fact, Trait("Row", "23")]
    public async Task Headers_far_over_the_limit_cost_only_their_connection()
    {
        var seen = await raw.SendAsync(new { padHeaders = 60_000, chunks = Raw.Chunks(Hello), fresh = true, settings = new { maxSendHeaderBlockLength = 200_000 } });
        Assert.NotEqual("0", seen.GrpcStatus());
        Assert.True(seen["sessionClosed"]!.GetValue<bool>());

        Assert.Equal("0", (await raw.SendAsync(new { chunks = Raw.Chunks(Hello), fresh = true })).GrpcStatus());
    }

    [Fact, Trait("Row", "24")]
    public async Task A_thousand_resets_do_not_hurt_the_others()
    {
        await raw.SendAsync(new Dictionary<string, object> { ["do"] = "rapidReset", ["times"] = 1000 });
        Assert.Equal("0", (await raw.SendAsync(new { chunks = Raw.Chunks(Hello), fresh = true })).GrpcStatus());
    }

    private async Task RefusedAsync(string status, params byte[][] chunks)
    {
        JsonObject seen = await raw.SendAsync(new { chunks = Raw.Chunks(chunks) });

        Assert.Equal("200", seen.Header(":status"));
        Assert.Equal(status, seen.GrpcStatus());
    }

    private static Dictionary<string, string> Headers(string key, string value) => new() { [key] = value };
}
