using System.Net;

namespace Sidecar.Tests;

/// <summary>On a first start the services come up in any order, and no fact is lost to a late one.</summary>
public sealed class OrderOfStartTests
{
    [Fact]
    public async Task A_fact_handled_before_a_late_service_first_subscribed_still_reaches_it()
    {
        await using var early = await new TestApp().Subscribe("facts").StartAsync();
        await using var late = new TestApp().Subscribe("facts");
        await using var sidecar = await new SidecarProcess(("early", early.Port), ("late", late.Port)).StartAsync(ready: false);

        await sidecar.For("early").PublishEventAsync("facts", "f-1");
        await early.NextAsync("facts");
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("early", "facts") == 0);
        await sidecar.KillAsync();
        await sidecar.StartAsync(ready: false);
        await late.StartAsync();

        Assert.Equal("f-1", (await late.NextAsync("facts")).Id);
        Assert.True(early.HasNone("facts"));
    }

    [Fact]
    public async Task A_fact_that_nobody_wanted_waits_for_a_later_subscription()
    {
        await using var before = await new TestApp().StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", before.Port)).StartAsync();
        await sidecar.For("orders").PublishEventAsync("new-topic", "n-1");
        await before.KillAsync();
        await using var after = await new TestApp(before.Port).Subscribe("new-topic").StartAsync();
        await sidecar.KillAsync();
        await sidecar.StartAsync();

        Assert.Equal("n-1", (await after.NextAsync("new-topic")).Id);
    }

    [Fact]
    public async Task Once_all_have_subscribed_a_handled_message_is_forgotten()
    {
        await using var app = await new TestApp().Subscribe("facts").StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync();
        await sidecar.For("orders").PublishEventAsync("facts", "f-1");
        await app.NextAsync("facts");
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("orders", "facts") == 0);
        await app.KillAsync();
        await sidecar.KillAsync();
        await using var newcomer = await new TestApp().Subscribe("facts").StartAsync();
        sidecar.With(config => config["apps"]!.AsArray().Add(new System.Text.Json.Nodes.JsonObject
        {
            ["appId"] = "newcomer", ["httpPort"] = FreePorts.Take(1)[0], ["appPort"] = newcomer.Port,
        }));
        await sidecar.StartAsync(ready: false);
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("newcomer", "facts") == 0);

        await sidecar.For("orders").PublishEventAsync("facts", "f-2");

        Assert.Equal("f-2", (await newcomer.NextAsync("facts")).Id);
    }

    [Fact]
    public async Task A_second_sidecar_does_not_open_the_same_store()
    {
        await using var app = await new TestApp().StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync();
        await using var second = new SidecarProcess(("orders", app.Port)).With(config => config["data"] = Path.Combine(sidecar.Folder, "sidecar.db"));

        var (exitCode, output) = await second.RunToEndAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("Another sidecar", output);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.For("orders").PublishAsync("any", "1")).StatusCode);
    }
}
