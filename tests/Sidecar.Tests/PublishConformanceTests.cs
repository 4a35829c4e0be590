using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Sidecar.Tests;

/// <summary>Publishing as Dapr's HTTP API describes it.</summary>
[Collection("conformance")]
public sealed class PublishConformanceTests(ConformanceFixture fixture)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private readonly TestApp _app = fixture.App;
    private readonly HttpClient _sidecar = fixture.Sidecar;

    [Fact, Trait("Row", "2")]
    public async Task A_wrong_token_is_refused_everywhere_but_on_health()
    {
        Assert.SkipUnless(_sidecar.DefaultRequestHeaders.Contains("dapr-api-token"), "The sidecar at SIDECAR_ADDRESS has no token: give SIDECAR_API_TOKEN.");
        using var stranger = SidecarClient.At(_sidecar.BaseAddress!, "not-the-token");

        var publish = await stranger.PublishAsync("json", "1");
        var metadata = await stranger.GetAsync("v1.0/metadata", Ct);
        var health = await stranger.GetAsync("v1.0/healthz", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, publish.StatusCode);
        Assert.Equal("invalid api token", await publish.Content.ReadAsStringAsync(Ct));
        Assert.Equal(HttpStatusCode.Unauthorized, metadata.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, health.StatusCode);
    }

    [Fact, Trait("Row", "3")]
    public async Task Json_is_carried_as_json_in_an_event()
    {
        var answer = await _sidecar.PublishAsync("json", """{"a":1,"big":12345678901234567890.10}""");

        var delivered = await _app.NextAsync("json");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal(1, (int?)delivered.Event["data"]!["a"]);
        Assert.Contains("12345678901234567890.10", delivered.Event.ToJsonString());
        Assert.Equal("application/json", (string?)delivered.Event["datacontenttype"]);
        Assert.Equal("1.0", (string?)delivered.Event["specversion"]);
        Assert.Equal("orders", (string?)delivered.Event["source"]);
        Assert.Equal("com.dapr.event.sent", (string?)delivered.Event["type"]);
        Assert.Equal("json", (string?)delivered.Event["topic"]);
        Assert.Equal("pubsub", (string?)delivered.Event["pubsubname"]);
        Assert.StartsWith("application/cloudevents+json", delivered.Headers["content-type"]);
    }

    [Fact, Trait("Row", "4")]
    public async Task Without_a_content_type_the_body_is_text()
    {
        await _sidecar.PublishAsync("text", """{"a":1}""", contentType: null);

        var delivered = await _app.NextAsync("text");
        Assert.Equal("text/plain", (string?)delivered.Event["datacontenttype"]);
        Assert.Equal("""{"a":1}""", delivered.Text);
    }

    [Fact, Trait("Row", "5")]
    public async Task Bytes_are_carried_in_base64()
    {
        await _sidecar.PublishAsync("binary", [0, 255, 7], "application/octet-stream");

        var delivered = await _app.NextAsync("binary");
        Assert.Equal([0, 255, 7], Convert.FromBase64String((string)delivered.Event["data_base64"]!));
        Assert.Null(delivered.Event["data"]);
    }

    [Theory, Trait("Row", "6")]
    [InlineData("""{"a":""")]
    [InlineData("""{"a":1} trailing""")]
    public async Task Json_that_cannot_be_read_is_carried_as_a_string(string body)
    {
        var answer = await _sidecar.PublishAsync("badjson", body);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(body, (await _app.NextAsync("badjson")).Text);
    }

    [Fact, Trait("Row", "7")]
    public async Task A_complete_event_is_kept_as_it_is()
    {
        const string Event = """{"specversion":"1.0","id":"e-1","type":"t","source":"s","tenant":"T1","sequence":4,"datacontenttype":"application/json","data":{"x":[1]},"topic":"forged","pubsubname":"forged"}""";

        await _sidecar.PublishAsync("event", Event, "application/cloudevents+json");

        var delivered = await _app.NextAsync("event");
        Assert.Equal("e-1", delivered.Id);
        Assert.Equal("t", (string?)delivered.Event["type"]);
        Assert.Equal("s", (string?)delivered.Event["source"]);
        Assert.Equal("T1", (string?)delivered.Event["tenant"]);
        Assert.Equal(4, (int?)delivered.Event["sequence"]);
        Assert.Equal(1, (int?)delivered.Event["data"]!["x"]![0]);
        Assert.Equal("event", (string?)delivered.Event["topic"]);
        Assert.Equal("pubsub", (string?)delivered.Event["pubsubname"]);
    }

    [Fact, Trait("Row", "8")]
    public Task An_event_that_is_not_json_is_refused() =>
        RefusedAsync(_sidecar.PublishAsync("event", "not json", "application/cloudevents+json"), HttpStatusCode.InternalServerError, "ERR_PUBSUB_CLOUD_EVENTS_SER");

    [Fact, Trait("Row", "9")]
    public async Task The_publisher_may_name_the_id_and_the_type()
    {
        await _sidecar.PublishAsync("overrides", "1", query: "?metadata.cloudevent.id=X-1&metadata.cloudevent.type=T");

        var delivered = await _app.NextAsync("overrides");
        Assert.Equal("X-1", delivered.Id);
        Assert.Equal("T", (string?)delivered.Event["type"]);
    }

    [Fact, Trait("Row", "10")]
    public async Task Raw_bytes_reach_a_raw_subscriber_exactly()
    {
        byte[] bytes = [1, 2, 0, 200];

        await _sidecar.PublishAsync("raw", bytes, "application/octet-stream", "?metadata.rawPayload=true");

        Assert.Equal(bytes, Convert.FromBase64String((string)(await _app.NextAsync("raw")).Event["data_base64"]!));
    }

    [Fact, Trait("Row", "11")]
    public Task A_raw_flag_that_is_no_boolean_is_refused() =>
        RefusedAsync(_sidecar.PublishAsync("raw", "1", query: "?metadata.rawPayload=maybe"), HttpStatusCode.BadRequest, "ERR_PUBSUB_REQUEST_METADATA");

    [Fact, Trait("Row", "13")]
    public Task An_unknown_component_is_not_found() =>
        RefusedAsync(_sidecar.PublishAsync("json", "1", pubsub: "nowhere"), HttpStatusCode.NotFound, "ERR_PUBSUB_NOT_FOUND");

    [Fact, Trait("Row", "14")]
    public async Task A_topic_without_a_name_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _sidecar.PublishAsync("", "1")).StatusCode);

    [Fact, Trait("Row", "15")]
    public Task A_topic_outside_the_scopes_is_forbidden() =>
        RefusedAsync(_sidecar.PublishAsync("salaries", "1", pubsub: "scoped"), HttpStatusCode.Forbidden, "ERR_PUBSUB_FORBIDDEN");

    [Fact]
    public async Task A_topic_may_hold_slashes()
    {
        await _sidecar.PublishAsync("nested%2Ftopic", "\"x\"");

        Assert.Equal("nested/topic", (string?)(await _app.NextAsync("nested/topic")).Event["topic"]);
    }

    [Fact, Trait("Row", "16")]
    public async Task The_trace_of_the_publisher_reaches_the_subscriber()
    {
        const string TraceId = "0af7651916cd43dd8448eb211c80319c";
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1.0/publish/pubsub/trace") { Content = JsonContent.Create(1) };
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
        await _sidecar.SendAsync(request, Ct);

        var delivered = await _app.NextAsync("trace");
        Assert.StartsWith($"00-{TraceId}-", (string?)delivered.Event["traceparent"]);
        Assert.StartsWith($"00-{TraceId}-", delivered.Headers["traceparent"]);
        Assert.NotEqual($"00-{TraceId}-b7ad6b7169203331-01", (string?)delivered.Event["traceparent"]);
    }

    [Theory, Trait("Row", "17")]
    [InlineData("v1.0/publish/bulk")]
    [InlineData("v1.0-alpha1/publish/bulk")]
    public async Task Entries_that_share_an_id_are_refused(string api)
    {
        await RefusedAsync(BulkAsync(api, Entry("1", "a"), Entry("1", "b"), Entry("2", "c")), HttpStatusCode.BadRequest, "ERR_PUBSUB_EVENTS_SER");

        await fixture.TwoRedeliveriesLaterAsync();
        Assert.True(_app.HasNone("bulk"));
    }

    [Theory, Trait("Row", "18")]
    [InlineData("v1.0/publish/bulk")]
    [InlineData("v1.0-alpha1/publish/bulk")]
    public async Task Each_entry_of_a_bulk_is_delivered(string api)
    {
        var answer = await BulkAsync(api, Entry("1", "a"), Entry("2", "b"), Entry("3", "c"));

        var texts = new List<string?>();
        for (var i = 0; i < 3; i++) texts.Add((await _app.NextAsync("bulk")).Text);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["a", "b", "c"], texts.Order());
    }

    private static JsonObject Entry(string id, string text) => new() { ["entryId"] = id, ["event"] = text, ["contentType"] = "text/plain" };

    private Task<HttpResponseMessage> BulkAsync(string api, params JsonNode[] entries) =>
        _sidecar.PostAsync($"{api}/pubsub/bulk", new StringContent(new JsonArray(entries).ToJsonString(), Encoding.UTF8, "application/json"), Ct);

    private static async Task RefusedAsync(Task<HttpResponseMessage> publishing, HttpStatusCode status, string code)
    {
        var answer = await publishing;
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!["errorCode"]);
    }
}
