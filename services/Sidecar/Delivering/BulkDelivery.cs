using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Sidecar.Publishing;
using Sidecar.Storing;

namespace Sidecar.Delivering;

/// <summary>Several events in one request, and the answer given for each.</summary>
internal static class BulkDelivery
{
    /// <summary>Raw payloads travel in base64 without an envelope of their own.</summary>
    public static byte[] Write(TopicName topic, IReadOnlyList<byte[]> events, bool raw)
    {
        var buffer = new ArrayBufferWriter<byte>(events.Sum(one => one.Length + 128) + 256);
        using var json = new Utf8JsonWriter(buffer, new() { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("id", Guid.NewGuid());
        json.WriteString("type", "com.dapr.event.sent.bulk");
        json.WriteString("topic", topic.Topic);
        json.WriteString("pubsubname", topic.Pubsub);
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteStartArray("entries");
        for (var i = 0; i < events.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("entryId", EntryId(i));
            if (raw)
            {
                json.WriteBase64String("event", events[i]);
                json.WriteString("contentType", "application/octet-stream");
            }
            else
            {
                json.WritePropertyName("event");
                json.WriteRawValue(events[i], skipInputValidation: true);
                json.WriteString("contentType", ContentTypes.CloudEvent);
            }

            json.WriteStartObject("metadata");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static IReadOnlyList<Answer> Read(int status, byte[] body, int count)
    {
        if (status is < 200 or >= 300) return [.. Enumerable.Repeat(Answer.Of(status, []), count)];
        var statuses = Statuses(body);
        return [.. Enumerable.Range(0, count).Select(i => statuses.TryGetValue(EntryId(i), out var given)
            ? Answer.OfStatus(given)
            : new(Outcome.Failed, "the answer does not speak of this entry"))];
    }

    private static Dictionary<string, string?> Statuses(byte[] body)
    {
        var statuses = new Dictionary<string, string?>();
        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var entry in document.RootElement.Field("statuses").EnumerateArray())
                statuses[entry.Text("entryId") ?? ""] = entry.Text("status");
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            statuses.Clear();   // an answer that cannot be read speaks of no entry: all are tried again
        }

        return statuses;
    }

    private static string EntryId(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
