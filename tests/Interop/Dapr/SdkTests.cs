using System.Text.Json.Nodes;
using Xunit;

namespace Interop.Dapr;

/// <summary>What Dapr's own SDK publishes through the local sidecar reaches the handlers that it subscribed.</summary>
public sealed class SdkTests(SdkApp app) : IClassFixture<SdkApp>
{
    [Fact]
    public async Task An_object_and_a_text_arrive_as_they_left()
    {
        foreach (var data in (JsonNode[])[new JsonObject { ["n"] = 1, ["é"] = "ü" }, "some text"])
        {
            var answer = await app.AskAsync(new { command = "publish", topic = "plain", data });

            Assert.Null((string?)answer["refused"]);
            Assert.Equal(data.ToJsonString(), (await app.HearAsync("plain"))["data"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_retry_of_the_handler_brings_the_message_again()
    {
        await app.AskAsync(new { command = "publish", topic = "again", data = new { id = "r" } });

        for (var attempt = 1; attempt <= 3; attempt++) Assert.Equal(attempt, (int?)(await app.HearAsync("again"))["attempt"]);
    }

    [Fact]
    public async Task A_drop_of_the_handler_goes_to_its_dead_letter_topic()
    {
        await app.AskAsync(new { command = "publish", topic = "dropped", data = new { id = "d" } });

        Assert.Equal(1, (int?)(await app.HearAsync("dropped"))["attempt"]);
        Assert.Equal("d", (string?)(await app.HearAsync("given-up"))["data"]!["id"]);
    }

    [Fact]
    public async Task The_type_of_the_event_chooses_the_handler()
    {
        await app.AskAsync(new { command = "publish", topic = "routed", data = new { id = 1 }, options = new { metadata = new Dictionary<string, string> { ["cloudevent.type"] = "special" } } });
        await app.AskAsync(new { command = "publish", topic = "routed", data = new { id = 2 } });

        Assert.Equal(1, (int?)(await app.HearAsync("special"))["data"]!["id"]);
        Assert.Equal(2, (int?)(await app.HearAsync("other"))["data"]!["id"]);
    }

    [Fact]
    public async Task A_bulk_is_published_and_a_lot_is_received()
    {
        var answer = await app.AskAsync(new { command = "publishBulk", topic = "lot", data = new object[] { new { id = 1 }, new { id = 2 }, "three" } });

        var heard = new List<string>();
        for (var i = 0; i < 3; i++) heard.Add((await app.HearAsync("lot"))["data"]!.ToJsonString());
        Assert.Equal(0, (int?)answer["failed"]);
        Assert.Equal(["\"three\"", """{"id":1}""", """{"id":2}"""], heard.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("raw-lot")]
    public async Task Raw_bytes_come_out_as_they_went_in(string topic)
    {
        await app.AskAsync(new { command = "publish", topic, data = new { id = "bytes" }, options = new { metadata = new { rawPayload = "true" } } });

        Assert.Equal("bytes", (string?)(await app.HearAsync(topic))["data"]!["id"]);
    }

    [Fact]
    public async Task The_sdk_tells_its_caller_that_a_publication_was_refused()
    {
        var answer = await app.AskAsync(new { command = "publish", topic = "plain", data = 1, options = new { metadata = new { rawPayload = "maybe" } } });

        Assert.Contains("ERR_PUBSUB_REQUEST_METADATA", (string?)answer["refused"]);
    }

    [Fact]
    public async Task The_sdk_reads_health_and_metadata()
    {
        var metadata = (await app.AskAsync(new { command = "metadata" }))["metadata"]!;

        Assert.True((bool?)(await app.AskAsync(new { command = "healthy" }))["healthy"]);
        Assert.Equal("sdk", (string?)metadata["id"]);
        Assert.Equal("pubsub", (string?)metadata["components"]![0]!["name"]);
        Assert.Contains(metadata["subscriptions"]!.AsArray(), one => (string?)one!["topic"] == "routed");
    }
}
