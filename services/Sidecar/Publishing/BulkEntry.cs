using System.Text;
using System.Text.Json;

namespace Sidecar.Publishing;

/// <summary>One message of a bulk publication.</summary>
internal sealed record BulkEntry(string EntryId, byte[] Body, string ContentType, IReadOnlyDictionary<string, string> Metadata)
{
    public static IReadOnlyList<BulkEntry> ReadAll(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Array) throw Refused("the body is not an array");
            var entries = document.RootElement.EnumerateArray().Select(Read).ToArray();
            if (entries.Select(entry => entry.EntryId).Distinct().Count() != entries.Length) throw Refused("entryId is duplicated");
            return entries;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            throw Refused(wrong.Message);
        }
    }

    private static BulkEntry Read(JsonElement entry)
    {
        var id = entry.Text("entryId");
        if (string.IsNullOrEmpty(id)) throw Refused("entryId is not set");
        var data = entry.Field("event");
        if (data.ValueKind == JsonValueKind.Undefined) throw Refused($"entry {id} has no event");
        var contentType = entry.Text("contentType") is { Length: > 0 } given ? given : data.ValueKind == JsonValueKind.String ? "text/plain" : "application/json";
        var metadata = entry.Field("metadata") is { ValueKind: JsonValueKind.Object } own
            ? own.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.ToString())
            : [];
        return new(id, Bytes(data, contentType), contentType, metadata);
    }

    private static byte[] Bytes(JsonElement data, string contentType)
    {
        if (ContentTypes.IsJson(contentType) || ContentTypes.IsCloudEvent(contentType)) return Encoding.UTF8.GetBytes(data.GetRawText());
        var text = data.ValueKind == JsonValueKind.String ? data.GetString()! : throw Refused($"an event of type {contentType} is a string");
        return ContentTypes.IsBinary(contentType) ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text);
    }

    private static RefusedException Refused(string message) => new(400, "ERR_PUBSUB_EVENTS_SER", $"error when unmarshaling the request: {message}");
}
