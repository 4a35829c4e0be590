using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Tests;

/// <summary>What each answer of an application brings about.</summary>
[Collection("conformance")]
public sealed class DeliveryConformanceTests(ConformanceFixture fixture)
{
    private readonly TestApp _app = fixture.App;
    private readonly HttpClient _sidecar = fixture.Sidecar;

    [Theory, Trait("Row", "19")]
    [InlineData("ok-empty", "")]
    [InlineData("ok-success", """{"status":"SUCCESS"}""")]
    [InlineData("ok-text", "thank you")]
    public async Task A_good_answer_ends_the_delivery(string topic, string body)
    {
        _app.Answer(topic, _ => Results.Text(body));

        await _sidecar.PublishEventAsync(topic, topic);

        await _app.NextAsync(topic);
        await fixture.TwoRedeliveriesLaterAsync();
        Assert.True(_app.HasNone(topic));
    }

    [Fact, Trait("Row", "20")]
    public async Task Retry_brings_the_same_event_again()
    {
        _app.Answer("retry", delivered => Answers.Status(delivered.Attempt < 3 ? "RETRY" : "SUCCESS"));

        await _sidecar.PublishEventAsync("retry", "again");

        for (var i = 0; i < 3; i++) Assert.Equal("again", (await _app.NextAsync("retry")).Id);
        await fixture.TwoRedeliveriesLaterAsync();
        Assert.True(_app.HasNone("retry"));
    }

    [Fact, Trait("Row", "24")]
    public async Task A_status_in_lower_case_is_unknown_and_tried_again()
    {
        _app.Answer("lower", delivered => delivered.Attempt == 1 ? Answers.Status("drop") : Results.Ok());

        await _sidecar.PublishEventAsync("lower", "lower");

        Assert.Equal("lower", (await _app.NextAsync("lower")).Id);
        Assert.Equal("lower", (await _app.NextAsync("lower")).Id);
    }

    [Fact, Trait("Row", "21")]
    public async Task What_fails_too_often_goes_to_the_dead_letter_topic()
    {
        _app.Answer("fails", _ => Answers.Code(500));

        await _sidecar.PublishEventAsync("fails", "poison");

        Assert.Equal("poison", (await _app.NextAsync("fails.dlq")).Id);
        await fixture.TwoRedeliveriesLaterAsync();
        Assert.Equal(3, _app.Count("fails"));
        Assert.True(_app.HasNone("fails.dlq"));
    }

    [Theory, Trait("Row", "22"), Trait("Row", "23")]
    [InlineData("drops", 200, """{"status":"DROP"}""")]
    [InlineData("unknown-path", 404, "")]
    public async Task Drop_and_not_found_go_to_the_dead_letter_topic_at_once(string topic, int status, string body)
    {
        _app.Answer(topic, _ => Results.Text(body, statusCode: status));

        await _sidecar.PublishEventAsync(topic, topic);

        Assert.Equal(topic, (await _app.NextAsync(topic + ".dlq")).Id);
        await fixture.TwoRedeliveriesLaterAsync();
        Assert.Equal(1, _app.Count(topic));
    }

    [Fact, Trait("Row", "25")]
    public async Task Without_policy_there_is_one_attempt()
    {
        _app.Answer("bare", _ => Answers.Code(500));

        await _sidecar.PublishEventAsync("bare", "once", pubsub: "bare");

        await _app.NextAsync("bare");
        await fixture.TwoRedeliveriesLaterAsync();
        Assert.True(_app.HasNone("bare"));
    }

    [Fact, Trait("Row", "29")]
    public async Task The_type_of_the_event_chooses_the_path()
    {
        await _sidecar.PublishEventAsync("routed", "a", more: "&metadata.cloudevent.type=A");
        await _sidecar.PublishEventAsync("routed", "b", more: "&metadata.cloudevent.type=B");

        Assert.Equal("a", (await _app.NextAsync("routed-a")).Id);
        Assert.Equal("b", (await _app.NextAsync("routed-default")).Id);
        Assert.True(_app.HasNone("routed-a"));
    }

    [Fact, Trait("Row", "30")]
    public async Task In_a_bulk_only_the_entry_that_is_not_acknowledged_comes_again()
    {
        _app.Answer("many", delivered => Results.Json(new
        {
            statuses = Entries(delivered).Take(1).Select(entry => new { entryId = (string?)entry["entryId"], status = "SUCCESS" }),
        }));

        using var content = new StringContent("""[{"entryId":"1","event":"one"},{"entryId":"2","event":"two"}]""", null, "application/json");
        await _sidecar.PostAsync("v1.0-alpha1/publish/bulk/pubsub/many", content, TestContext.Current.CancellationToken);

        var first = Entries(await _app.NextAsync("many"));
        var second = Entries(await _app.NextAsync("many"));
        await fixture.TwoRedeliveriesLaterAsync();
        Assert.Equal(2, first.Count);
        Assert.Equal((string?)first[1]["event"]!["id"], (string?)Assert.Single(second)["event"]!["id"]);
        Assert.True(_app.HasNone("many"));
    }

    private static IReadOnlyList<JsonNode> Entries(Delivered bulk)
    {
        Assert.Equal("com.dapr.event.sent.bulk", (string?)bulk.Event["type"]);
        return [.. bulk.Event["entries"]!.AsArray().OfType<JsonNode>()];
    }
}
