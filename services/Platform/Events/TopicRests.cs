namespace Platform.Events;

/// <summary>Topics that the broker does not take for now: each rests a quarter of a second first and two at most, so that its rows leave at once when it is back.</summary>
internal sealed class TopicRests
{
    /// <summary>The longest that a topic rests.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private readonly Dictionary<string, (DateTimeOffset Until, TimeSpan Pause, string Reason)> _rests = new(StringComparer.Ordinal);

    public IReadOnlyList<string> At(DateTimeOffset now) => [.. _rests.Where(rest => rest.Value.Until > now).Select(rest => rest.Key)];

    /// <summary>Why a topic rests now; null when it does not.</summary>
    public string? Reason(string topic, DateTimeOffset now) => _rests.TryGetValue(topic, out var rest) && rest.Until > now ? rest.Reason : null;

    /// <summary>Another rest, longer than the last.</summary>
    /// <returns>True until the longest was reached before: whoever watches has been told often enough then.</returns>
    public bool Begin(string topic, string reason, DateTimeOffset now)
    {
        var known = _rests.TryGetValue(topic, out var last);
        var pause = !known ? First : last.Pause * 2 < Longest ? last.Pause * 2 : Longest;
        _rests[topic] = (now + pause, pause, reason);
        return last.Pause < Longest;
    }

    public void End(string topic) => _rests.Remove(topic);
}
