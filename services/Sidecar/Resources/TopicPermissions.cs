namespace Sidecar.Resources;

/// <summary>Which application may publish to, or subscribe to, which topic of a component.</summary>
internal sealed class TopicPermissions(IReadOnlyDictionary<string, string> metadata)
{
    private readonly HashSet<string> _allowed = Names(metadata.GetValueOrDefault("allowedTopics"));
    private readonly HashSet<string> _protected = Names(metadata.GetValueOrDefault("protectedTopics"));
    private readonly Dictionary<string, HashSet<string>> _publishing = Scopes(metadata.GetValueOrDefault("publishingScopes"));
    private readonly Dictionary<string, HashSet<string>> _subscription = Scopes(metadata.GetValueOrDefault("subscriptionScopes"));

    public bool MayPublish(string appId, string topic) => Allows(_publishing, appId, topic);

    public bool MaySubscribe(string appId, string topic) => Allows(_subscription, appId, topic);

    private bool Allows(Dictionary<string, HashSet<string>> scopes, string appId, string topic)
    {
        if (_allowed.Count > 0 && !_allowed.Contains(topic)) return false;
        if (scopes.TryGetValue(appId, out var topics)) return topics.Contains(topic);
        return !_protected.Contains(topic);
    }

    private static HashSet<string> Names(string? list) =>
        [.. (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static Dictionary<string, HashSet<string>> Scopes(string? list)
    {
        var scopes = new Dictionary<string, HashSet<string>>();
        foreach (var scope in (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var sign = scope.IndexOf('=');
            if (sign < 0) scopes[scope] = [];
            else scopes[scope[..sign].Trim()] = Names(scope[(sign + 1)..]);
        }

        return scopes;
    }
}
