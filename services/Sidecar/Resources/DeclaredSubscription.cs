using System.Globalization;
using Sidecar.Delivering;

namespace Sidecar.Resources;

/// <summary>A subscription declared in a file, in either version of the resource.</summary>
internal static class DeclaredSubscription
{
    public static Subscription Read(YamlMap spec)
    {
        var routes = spec.Map("routes");
        var bulk = spec.Map("bulkSubscribe");
        return new()
        {
            Topic = new(spec.Required("pubsubname"), spec.Required("topic")),
            DeadLetterTopic = spec.Text("deadLetterTopic"),
            Rules = [.. routes.Maps("rules").Select(rule => RouteRule.Parse(rule.Text("match") ?? "", rule.Required("path")))],
            DefaultPath = routes.Text("default") ?? spec.Text("route"),
            RawPayload = spec.Map("metadata").Text("rawPayload") == "true",
            Bulk = bulk.Text("enabled") == "true" ? new(Number(bulk, "maxMessagesCount", 100), Number(bulk, "maxAwaitDurationMs", 1000)) : null,
            Declared = true,
        };
    }

    private static int Number(YamlMap map, string key, int otherwise) =>
        map.Text(key) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
