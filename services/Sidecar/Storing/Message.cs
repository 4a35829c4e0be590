namespace Sidecar.Storing;

/// <summary>A topic of a pub/sub component.</summary>
internal readonly record struct TopicName(string Pubsub, string Topic)
{
    public override string ToString() => $"{Pubsub}/{Topic}";
}

/// <summary>A message as it was accepted, before it has a number.</summary>
internal sealed record NewMessage(TopicName Topic, byte[] Body, DateTimeOffset AcceptedAt, DateTimeOffset? ExpiresAt);

/// <summary>One message owed to one group. The body is left on the disk when it is large or the queue is long.</summary>
internal sealed record Delivery(long MessageId, int Attempts, byte[]? Body, DateTimeOffset? ExpiresAt);

/// <summary>A delivery that was given up, with the reason, ready to be replayed.</summary>
internal sealed record DeadLetter(
    long Id, string AppId, string Pubsub, string Topic, string? EventId, string Reason, int Attempts, DateTimeOffset FailedAt, DateTimeOffset? ReplayedAt);

/// <summary>A group of consumers, one application on one topic, and what it is owed.</summary>
internal sealed record GroupState(long Id, string AppId, string Pubsub, string Topic, long Pending, long Retrying);
