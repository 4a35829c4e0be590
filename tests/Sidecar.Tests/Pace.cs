using Microsoft.AspNetCore.Http;

namespace Sidecar.Tests;

/// <summary>What tells, by messages alone, that another message has had the time to come.</summary>
internal static class Pace
{
    private static int _count;

    /// <summary>The application has each message of the topic brought three times.</summary>
    public static TestApp Paced(this TestApp app, string topic) =>
        app.Subscribe(topic).Answer(topic, delivered => delivered.Attempt < 3 ? Answers.Status("RETRY") : Results.Ok());

    /// <summary>
    /// Returns after two redeliveries of another message have been seen, published now: whatever was to be redelivered
    /// by the same policy before that has been.
    /// </summary>
    public static async Task TwoRedeliveriesLaterAsync(this HttpClient sidecar, TestApp app, string topic)
    {
        var id = $"pace-{Interlocked.Increment(ref _count)}";
        await sidecar.PublishEventAsync(topic, id);
        for (var seen = 0; seen < 3;)
            if ((await app.NextAsync(topic)).Id == id) seen++;
    }

    /// <summary>Returns once the topic reaches the application: a broker may forget what comes before the subscription.</summary>
    public static async Task FlowsAsync(this HttpClient sidecar, string topic, Func<bool> arrives, string pubsub = "pubsub")
    {
        var id = $"flows-{Interlocked.Increment(ref _count)}";
        await Eventually.TrueAsync(async () =>
        {
            await sidecar.PublishEventAsync(topic, id, pubsub);
            return arrives();
        });
    }
}
