using System.Text.Json;
using Sidecar.Publishing;
using Sidecar.Setup;
using Sidecar.Storing;

namespace Sidecar.Delivering;

/// <summary>The answer to <c>GET /dapr/subscribe</c>.</summary>
internal static class Discovery
{
    public static IReadOnlyList<Subscription> Read(ReadOnlyMemory<byte> answer)
    {
        if (answer.Span.Trim(" \t\r\n"u8).IsEmpty) return [];
        using var document = JsonDocument.Parse(answer);
        if (document.RootElement.ValueKind == JsonValueKind.Null) return [];
        return [.. document.RootElement.EnumerateArray().Select(Read)];
    }

    private static Subscription Read(JsonElement entry)
    {
        var routes = entry.Field("routes");
        var bulk = entry.Field("bulkSubscribe");
        return new()
        {
            Topic = new(entry.Text("pubsubname") ?? "", entry.Text("topic") ?? throw new BadSetupException("A subscription has no topic.")),
            DeadLetterTopic = entry.Text("deadLetterTopic") is { Length: > 0 } deadLetter ? deadLetter : null,
            Rules = routes.Field("rules") is { ValueKind: JsonValueKind.Array } rules ? [.. rules.EnumerateArray().Select(Rule)] : [],
            DefaultPath = routes.Text("default") is { Length: > 0 } path ? path : entry.Text("route"),
            RawPayload = entry.Field("metadata").Field("rawPayload").ToString() is "true" or "True" or "TRUE" or "1",
            Bulk = bulk.Field("enabled").ValueKind == JsonValueKind.True ? new(Number(bulk, "maxMessagesCount", 100), Number(bulk, "maxAwaitDurationMs", 1000)) : null,
        };
    }

    private static RouteRule Rule(JsonElement rule) =>
        RouteRule.Parse(rule.Text("match") ?? "", rule.Text("path") ?? throw new BadSetupException("A rule has no path."));

    private static int Number(JsonElement parent, string name, int otherwise) =>
        parent.Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) && value > 0 ? value : otherwise;
}
