namespace Sidecar.Delivering;

internal static partial class DeliveryLog
{
    [LoggerMessage(201, LogLevel.Information, "{AppId} is served on {Topics} topics.")]
    public static partial void Serving(this ILogger log, string appId, int topics);

    [LoggerMessage(202, LogLevel.Warning, "{AppId} no longer listens; its messages wait.")]
    public static partial void ContactLost(this ILogger log, string appId);

    [LoggerMessage(203, LogLevel.Error, "{AppId} answered {Status} when asked what it subscribes to; it is asked again.")]
    public static partial void DiscoveryRefused(this ILogger log, string appId, int status);

    [LoggerMessage(204, LogLevel.Warning, "{AppId} could not be asked what it subscribes to: {Reason}")]
    public static partial void DiscoveryFailed(this ILogger log, string appId, string reason);

    [LoggerMessage(205, LogLevel.Critical, "The subscriptions of {AppId} are refused and nothing is delivered to it: {Reason}")]
    public static partial void SubscriptionsRefused(this ILogger log, string appId, string reason);

    [LoggerMessage(206, LogLevel.Error, "The subscription of {AppId} to {Topic} is left out: {Reason}.")]
    public static partial void SubscriptionLeftOut(this ILogger log, string appId, string topic, string reason);

    [LoggerMessage(207, LogLevel.Warning, "{AppId} subscribes to {Topic} but may not publish to its dead-letter topic {DeadLetterTopic}: daprd would refuse.")]
    public static partial void DeadLetterForbidden(this ILogger log, string appId, string topic, string deadLetterTopic);

    [LoggerMessage(208, LogLevel.Warning, "{AppId} no longer subscribes to {Topic}; group {GroupId} keeps being owed its messages until an operator removes it.")]
    public static partial void Orphan(this ILogger log, string appId, string topic, long groupId);

    [LoggerMessage(209, LogLevel.Information, "{AppId} is healthy; deliveries flow.")]
    public static partial void Healthy(this ILogger log, string appId);

    [LoggerMessage(210, LogLevel.Warning, "{AppId} failed {Failures} health probes; deliveries wait.")]
    public static partial void Unhealthy(this ILogger log, string appId, int failures);

    [LoggerMessage(211, LogLevel.Error, "{AppId} will not handle event {EventId} of {Topic} after {Attempts} attempts: {Reason}.")]
    public static partial void GaveUp(this ILogger log, string appId, string topic, string? eventId, int attempts, string reason);

    [LoggerMessage(212, LogLevel.Error, "Serving {AppId} broke and starts anew.")]
    public static partial void ServingBroke(this ILogger log, string appId, Exception broken);
}
