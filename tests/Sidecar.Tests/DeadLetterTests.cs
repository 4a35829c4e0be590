using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Tests;

/// <summary>What was given up is listed with its reason and can be delivered again.</summary>
public sealed class DeadLetterTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_letter_says_why_and_is_replayed_to_the_group_that_gave_up()
    {
        var broken = true;
        await using var orders = await new TestApp().Subscribe("facts", deadLetterTopic: "facts.dlq").Subscribe("facts.dlq")
            .Answer("facts", _ => broken ? Answers.Code(500) : Results.Ok()).StartAsync();
        await using var billing = await new TestApp().Subscribe("facts").StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", orders.Port), ("billing", billing.Port)).StartAsync();

        await sidecar.For("billing").PublishEventAsync("facts", "f-1");
        await orders.NextAsync("facts.dlq");
        for (var i = 0; i < 3; i++) await orders.NextAsync("facts");
        await billing.NextAsync("facts");
        var letter = Assert.Single(await sidecar.DeadLettersAsync("?appId=orders&topic=facts"))!;
        broken = false;
        var replay = await sidecar.Operator.PostAsync($"operator/dead-letters/{letter["id"]}/replay", null, Ct);

        Assert.Equal("f-1", (string?)letter["eventId"]);
        Assert.Equal(3, (int?)letter["attempts"]);
        Assert.Equal("the application answered 500", (string?)letter["reason"]);
        Assert.Equal(HttpStatusCode.NoContent, replay.StatusCode);
        Assert.Equal("f-1", (await orders.NextAsync("facts")).Id);
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("orders", "facts") == 0 && await sidecar.PendingAsync("billing", "facts") == 0);
        Assert.True(billing.HasNone("facts"));
        Assert.Empty(await sidecar.DeadLettersAsync());
        Assert.Single(await sidecar.DeadLettersAsync("?replayed=true"));
    }

    [Fact]
    public async Task All_the_dead_letters_of_a_topic_are_replayed_at_once()
    {
        var broken = true;
        await using var app = await new TestApp().Subscribe("bare", pubsub: "bare").Answer("bare", _ => broken ? Answers.Status("DROP") : Results.Ok()).StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync();
        for (var i = 0; i < 5; i++) await sidecar.For("orders").PublishEventAsync("bare", $"d-{i}", pubsub: "bare");
        await Eventually.TrueAsync(async () => (await sidecar.DeadLettersAsync()).Count == 5);
        for (var i = 0; i < 5; i++) await app.NextAsync("bare");
        Assert.All(await sidecar.DeadLettersAsync(), letter => Assert.Equal(1, (int?)letter!["attempts"]));
        broken = false;

        var answer = await (await sidecar.Operator.PostAsync("operator/dead-letters/replay?topic=bare", null, Ct)).Content.ReadFromJsonAsync<JsonNode>(Ct);

        Assert.Equal(5, (int?)answer!["replayed"]);
        var ids = new HashSet<string?>();
        while (ids.Count < 5) ids.Add((await app.NextAsync("bare")).Id);
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("orders", "bare") == 0);
        Assert.Empty(await sidecar.DeadLettersAsync());
    }

    [Fact]
    public async Task Strict_keeps_what_has_neither_policy_nor_dead_letter_topic()
    {
        await using var app = await new TestApp().Subscribe("bare", pubsub: "bare").Answer("bare", _ => Answers.Code(500)).StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync();

        await sidecar.For("orders").PublishEventAsync("bare", "kept", pubsub: "bare");
        await Eventually.TrueAsync(async () => (await sidecar.DeadLettersAsync()).Count == 1);

        var body = await sidecar.Operator.GetStringAsync($"operator/dead-letters/{(await sidecar.DeadLettersAsync())[0]!["id"]}/event", Ct);
        Assert.Equal("kept", (string?)JsonNode.Parse(body)!["id"]);
        Assert.Equal(1, app.Count("bare"));
    }

    [Fact]
    public async Task Lossy_loses_it_as_daprd_does()
    {
        await using var app = await new TestApp().Subscribe("bare", pubsub: "bare").Answer("bare", _ => Answers.Code(500)).StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).Option("--mode", "lossy").StartAsync();

        await sidecar.For("orders").PublishEventAsync("bare", "lost", pubsub: "bare");
        await app.NextAsync("bare");
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("orders", "bare") == 0);

        Assert.Empty(await sidecar.DeadLettersAsync());
        Assert.True(app.HasNone("bare"));
    }

    [Fact]
    public async Task The_operator_needs_the_token_and_its_paths_exist_on_its_port_only()
    {
        await using var app = await new TestApp().StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync();
        using var stranger = new HttpClient { BaseAddress = sidecar.Operator.BaseAddress };

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("operator/dead-letters", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await sidecar.For("orders").GetAsync("operator/dead-letters", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await sidecar.Operator.GetAsync("v1.0/metadata", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await sidecar.Operator.PostAsync("operator/dead-letters/99/replay", null, Ct)).StatusCode);
    }
}
