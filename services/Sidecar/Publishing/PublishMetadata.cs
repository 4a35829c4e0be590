using System.Globalization;
using Sidecar.Resources;

namespace Sidecar.Publishing;

/// <summary>What the publisher asked beside the body: raw bytes, a time to live, fields of the envelope.</summary>
internal sealed record PublishMetadata(bool Raw, TimeSpan? TimeToLive, IReadOnlyDictionary<string, string> Values)
{
    private const string Prefix = "metadata.";
    private static readonly PublishMetadata Nothing = new(false, null, new Dictionary<string, string>());

    public string? Override(string field) => Values.GetValueOrDefault("cloudevent." + field);

    public static PublishMetadata Read(HttpRequest request)
    {
        if (!request.QueryString.HasValue) return Nothing;
        var values = new Dictionary<string, string>();
        foreach (var (name, value) in request.Query)
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && value.Count > 0) values[name[Prefix.Length..]] = value[0] ?? "";
        return From(values);
    }

    public PublishMetadata With(IReadOnlyDictionary<string, string> own)
    {
        if (own.Count == 0) return this;
        var values = new Dictionary<string, string>(Values);
        foreach (var (name, value) in own) values[name] = value;
        return From(values);
    }

    private static PublishMetadata From(Dictionary<string, string> values) => new(IsRaw(values), Life(values), values);

    private static bool IsRaw(Dictionary<string, string> values) => values.GetValueOrDefault("rawPayload") switch
    {
        null or "" or "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        var other => throw Refused($"rawPayload '{other}' is not a boolean"),
    };

    private static TimeSpan? Life(Dictionary<string, string> values)
    {
        if (values.TryGetValue("ttlInSeconds", out var seconds) && seconds.Length > 0)
            return int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                ? TimeSpan.FromSeconds(count)
                : throw Refused($"ttlInSeconds '{seconds}' is not a positive number");
        if (values.TryGetValue("ttl", out var duration) && duration.Length > 0)
            return GoDuration.TryParse(duration, out var life) && life > TimeSpan.Zero ? life : throw Refused($"ttl '{duration}' is not a duration");
        return null;
    }

    private static RefusedException Refused(string message) => new(400, "ERR_PUBSUB_REQUEST_METADATA", message);
}
