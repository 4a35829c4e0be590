using System.Text.Json.Serialization;

namespace Platform.Events;

/// <summary>What this service listens to, told to the sidecar once at start.</summary>
internal sealed class EventSubscriptions(string service)
{
    private readonly List<Subscription> _subscriptions = [];

    public bool Any => _subscriptions.Count > 0;

    /// <summary>Where the sidecar brings what this service could not handle.</summary>
    public string DeadLetterTopic => $"{service}.dead-letters";

    public Subscription Add(string topic, bool inBulk = false)
    {
        var subscription = new Subscription(SidecarClient.PubSub, topic, DeadLetterTopic, new([], $"/events/{topic}"), inBulk ? new(true, 100, 200) : null);
        if (_subscriptions.Any(known => known.Topic == topic)) throw new InvalidOperationException($"{topic} has two handlers.");
        _subscriptions.Add(subscription);
        return subscription;
    }

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
    }

    internal sealed record Routes(IReadOnlyList<string> Rules, string Default);

    internal sealed record Bulk(bool Enabled, int MaxMessagesCount, int MaxAwaitDurationMs);
}
