using System.Text.Json;
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
        var routes = Child(entry, "routes");
        var bulk = Child(entry, "bulkSubscribe");
        return new()
        {
            Topic = new(Text(entry, "pubsubname") ?? "", Text(entry, "topic") ?? throw new BadSetupException("A subscription has no topic.")),
            DeadLetterTopic = Text(entry, "deadLetterTopic") is { Length: > 0 } deadLetter ? deadLetter : null,
            Rules = Child(routes, "rules") is { ValueKind: JsonValueKind.Array } rules ? [.. rules.EnumerateArray().Select(Rule)] : [],
            DefaultPath = Text(routes, "default") is { Length: > 0 } path ? path : Text(entry, "route"),
            RawPayload = Child(Child(entry, "metadata"), "rawPayload").ToString() is "true" or "True" or "1",
            Bulk = Child(bulk, "enabled").ValueKind == JsonValueKind.True ? new(Number(bulk, "maxMessagesCount", 100), Number(bulk, "maxAwaitDurationMs", 1000)) : null,
        };
    }

    private static RouteRule Rule(JsonElement rule) =>
        RouteRule.Parse(Text(rule, "match") ?? "", Text(rule, "path") ?? throw new BadSetupException("A rule has no path."));

    private static JsonElement Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : default;

    private static string? Text(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static int Number(JsonElement parent, string name, int otherwise) =>
        Child(parent, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) && value > 0 ? value : otherwise;
}
