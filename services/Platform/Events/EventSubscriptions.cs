using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Events;

/// <summary>What this service listens to, told to the sidecar once at start.</summary>
internal sealed class EventSubscriptions(string service)
{
    private readonly List<Subscription> _subscriptions = [];

    public bool Any => _subscriptions.Count > 0;

    /// <summary>Where the sidecar brings what this service could not handle.</summary>
    public string DeadLetterTopic => $"{service}.dead-letters";

    /// <summary>What is there leaves at once; what comes within a few milliseconds goes with it.</summary>
    public static Bulk AtOnce { get; } = new(true, 100, 5);

    /// <summary>As many together as a fifth of a second brings.</summary>
    public static Bulk Gathered { get; } = new(true, 100, 200);

    public Subscription Add(string topic, Bulk? lots)
    {
        var subscription = new Subscription(SidecarClient.PubSub, topic, DeadLetterTopic, new([], $"/events/{topic}"), lots);
        if (_subscriptions.Any(known => known.Topic == topic)) throw new InvalidOperationException($"{topic} has two handlers.");
        _subscriptions.Add(subscription);
        return subscription;
    }

    public Subscription? Find(string topic) => _subscriptions.Find(known => known.Topic == topic);

    public IEnumerable<Subscription> Describe() => Any
        ? [.. _subscriptions, new(SidecarClient.PubSub, DeadLetterTopic, null, new([], DeadLetters.Route), null)]
        : [];

    internal sealed record Subscription(
        [property: JsonPropertyName("pubsubname")] string PubSubName,
        string Topic,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DeadLetterTopic,
        Routes Routes,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Bulk? BulkSubscribe)
    {
        [JsonIgnore]
        public string Route => Routes.Default;

        /// <summary>Handles one event, as when the sidecar brings it.</summary>
        [JsonIgnore]
        public Func<JsonElement, CancellationToken, Task<string>> Take { get; set; } = (_, _) => Task.FromResult(EventAnswer.Retry);
    }

    internal sealed record Routes(IReadOnlyList<string> Rules, string Default);

    internal sealed record Bulk(bool Enabled, int MaxMessagesCount, int MaxAwaitDurationMs);
}
