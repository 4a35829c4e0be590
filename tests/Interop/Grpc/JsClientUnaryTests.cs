using Grpc.Core;
using Xunit;

namespace Interop.Rpc;

public sealed class JsClientUnaryTests(JsClient js) : IClassFixture<JsClient>
{
    [Fact, Trait("Row", "1")]
    public async Task Text_and_bytes_come_back_equal()
    {
        var seen = await js.CallAsync(new { method = "Say", request = new { text = "été ✓", data = "AP+A", count = -7 } });

        Assert.Equal(StatusCode.OK, seen.Code());
        Assert.Equal("été ✓", seen.Answers()[0]!["text"]!.GetValue<string>());
        Assert.Equal("AP+A", seen.Answers()[0]!["data"]!.GetValue<string>());
        Assert.Equal(-7, seen.Answers()[0]!["count"]!.GetValue<int>());
    }

    [Fact, Trait("Row", "2")]
    public async Task A_refusal_keeps_its_code_its_text_and_its_trailers()
    {
        var seen = await js.CallAsync(new { method = "Say", request = new { text = "fail" } });

        Assert.Equal(StatusCode.FailedPrecondition, seen.Code());
        Assert.Equal("état: 100% «non»\n", seen.Details());
        Assert.Equal("closed", seen.Field("trailers", "why"));
        Assert.Equal("AAH+/w==", seen.Field("trailers", "why-bin"));
    }

    [Fact, Trait("Row", "3")]
    public async Task What_broke_inside_stays_inside()
    {
        var seen = await js.CallAsync(new { method = "Say", request = new { text = "throw" } });

        Assert.Equal(StatusCode.Unknown, seen.Code());
        Assert.DoesNotContain("secret", seen.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact, Trait("Row", "4")]
    public async Task A_method_nobody_wrote_is_unimplemented()
    {
        var seen = await js.CallAsync(new { method = "Missing", request = new { } });
        Assert.Equal(StatusCode.Unimplemented, seen.Code());
    }

    [Fact, Trait("Row", "4")]
    public async Task A_service_nobody_mapped_is_unimplemented()
    {
        var seen = await js.CallAsync(new { service = "grpc.health.v1.Health", method = "Check", request = new { } });

        Assert.Equal(StatusCode.Unimplemented, seen.Code());
        Assert.Equal("This server has no such method.", seen.Details());
    }

    [Theory, Trait("Row", "5")]
    [InlineData("wait")]
    [InlineData("stubborn")]
    public async Task A_deadline_ends_a_call_whether_the_handler_listens_or_not(string handler)
    {
        var seen = await js.CallAsync(new { method = "Say", request = new { text = handler }, deadlineMs = 300 });

        Assert.Equal(StatusCode.DeadlineExceeded, seen.Code());
        Assert.InRange(seen["ms"]!.GetValue<double>(), 200, 1500);
    }

    [Fact]
    public async Task The_handler_knows_the_deadline()
    {
        var seen = await js.CallAsync(new { method = "Say", request = new { text = "deadline" }, deadlineMs = 20_000 });
        Assert.InRange(seen.Answers()[0]!["count"]!.GetValue<int>(), 10_000, 20_001);
    }

    [Fact, Trait("Row", "6")]
    public async Task Metadata_passes_both_ways_text_and_bytes()
    {
        var seen = await js.CallAsync(new { method = "Say", request = new { text = "metadata" }, metadata = new Dictionary<string, string> { ["x-a"] = "one two", ["x-b-bin"] = "AP/+gA==" } });

        Assert.Equal(StatusCode.OK, seen.Code());
        Assert.Equal("one two", seen.Field("headers", "x-a"));
        Assert.Equal("AP/+gA==", seen.Field("headers", "x-b-bin"));
        Assert.Equal("trailing", seen.Field("trailers", "y-a"));
        Assert.Equal("CQgH", seen.Field("trailers", "y-b-bin"));
    }

    [Fact, Trait("Row", "7")]
    public async Task Three_megabytes_pass()
    {
        var seen = await js.CallAsync(new { method = "Say", request = new { text = "big", count = 3_000_000 } });

        Assert.Equal(StatusCode.OK, seen.Code());
        Assert.Equal(4_000_000, seen.Answers()[0]!["data"]!.GetValue<string>().Length);
    }

    [Fact, Trait("Row", "7")]
    public async Task Five_megabytes_are_refused()
    {
        var seen = await js.CallAsync(new { method = "Say", request = new { data = Convert.ToBase64String(new byte[5_000_000]) } });
        Assert.Equal(StatusCode.ResourceExhausted, seen.Code());
    }

    [Fact, Trait("Row", "13")]
    public async Task A_hundred_calls_at_once_share_one_connection()
    {
        var seen = await js.CallAsync(new { method = "Say", request = new { text = "peer" }, times = 100 });

        var calls = seen["calls"]!.AsArray();
        Assert.Equal(100, calls.Count);
        Assert.All(calls, call => Assert.Equal(0, call!["code"]!.GetValue<int>()));
        Assert.Single(calls.Select(call => call!["answers"]![0]!["data"]!.GetValue<string>()).Distinct());
    }

    [Fact, Trait("Row", "13")]
    public async Task A_hundred_calls_at_once_do_not_mix()
    {
        var seen = await js.CallAsync(new { method = "Say", request = new { text = "mine" }, times = 100 });

        var counts = seen["calls"]!.AsArray().Select(call => call!["answers"]![0]!["count"]!.GetValue<int>());
        Assert.Equal(Enumerable.Range(0, 100), counts);
    }

    [Fact]
    public async Task A_compressed_question_is_read()
    {
        var seen = await js.CallAsync(new
        {
            method = "Say", request = new { text = new string('a', 5000) }, channel = new Dictionary<string, int> { ["grpc.default_compression_algorithm"] = 2 },
        });

        Assert.Equal(StatusCode.OK, seen.Code());
        Assert.Equal(5000, seen.Answers()[0]!["text"]!.GetValue<string>().Length);
    }
}
