using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sidecar.Storing;

namespace Sidecar.Publishing;

/// <summary>The CloudEvent that leaves for the subscribers, built around the published bytes.</summary>
internal sealed class Envelope(string appId, TopicName topic, PublishMetadata metadata, TraceContext trace, DateTimeOffset now)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public NewMessage Wrap(byte[] body, string? contentType)
    {
        var expiresAt = metadata.TimeToLive is { } life ? now + life : (DateTimeOffset?)null;
        var bytes = metadata.Raw ? body : ContentTypes.IsCloudEvent(contentType) ? Keep(body, ref expiresAt) : Build(body, contentType, expiresAt);
        return new(topic, bytes, now, expiresAt);
    }

    /// <summary>What a subscriber of raw payloads receives: a new event at each delivery around the bytes.</summary>
    public static byte[] AroundRaw(byte[] body, TopicName topic)
    {
        var buffer = new ArrayBufferWriter<byte>(body.Length * 4 / 3 + 256);
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        json.WriteStartObject();
        json.WriteString("id", Guid.NewGuid());
        json.WriteString("specversion", "1.0");
        json.WriteString("source", "Dapr");
        json.WriteString("type", "com.dapr.event.sent");
        json.WriteString("datacontenttype", "application/octet-stream");
        json.WriteString("topic", topic.Topic);
        json.WriteString("pubsubname", topic.Pubsub);
        json.WriteBase64String("data_base64", body);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private byte[] Build(byte[] body, string? contentType, DateTimeOffset? expiresAt)
    {
        var buffer = new ArrayBufferWriter<byte>(body.Length + 512);
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        json.WriteStartObject();
        json.WriteString("id", metadata.Override("id") ?? Guid.NewGuid().ToString());
        json.WriteString("specversion", "1.0");
        json.WriteString("type", metadata.Override("type") ?? "com.dapr.event.sent");
        json.WriteString("source", metadata.Override("source") ?? appId);
        if (metadata.Override("subject") is { } subject) json.WriteString("subject", subject);
        json.WriteString("datacontenttype", contentType ?? "text/plain");
        json.WriteString("topic", topic.Topic);
        json.WriteString("pubsubname", topic.Pubsub);
        json.WriteString("traceid", metadata.Override("traceid") ?? trace.Parent);
        json.WriteString("traceparent", metadata.Override("traceparent") ?? trace.Parent);
        json.WriteString("tracestate", metadata.Override("tracestate") ?? trace.State ?? "");
        json.WriteString("time", Time(now));
        WriteExpiration(json, expiresAt);
        WriteData(json, body, contentType);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteData(Utf8JsonWriter json, byte[] body, string? contentType)
    {
        if (ContentTypes.IsBinary(contentType))
        {
            json.WriteBase64String("data_base64", body);
            return;
        }

        json.WritePropertyName("data");
        if (ContentTypes.IsJson(contentType) && IsJson(body)) json.WriteRawValue(body, skipInputValidation: true);
        else json.WriteStringValue(Encoding.UTF8.GetString(body));
    }

    private byte[] Keep(byte[] body, ref DateTimeOffset? expiresAt)
    {
        using var document = Parse(body);
        var fields = new Dictionary<string, JsonElement>();
        foreach (var field in document.RootElement.EnumerateObject()) fields[field.Name] = field.Value;
        foreach (var name in (string[])["topic", "pubsubname"]) fields.Remove(name);
        if (fields.Remove("expiration", out var own)) expiresAt ??= Moment(own);

        var buffer = new ArrayBufferWriter<byte>(body.Length + 256);
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        json.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteString("topic", topic.Topic);
        json.WriteString("pubsubname", topic.Pubsub);
        (string Name, string Value)[] missing =
        [
            ("id", Guid.NewGuid().ToString()), ("source", "Dapr"), ("type", "com.dapr.event.sent"), ("specversion", "1.0"), ("time", Time(now)),
            ("traceid", trace.Parent), ("traceparent", trace.Parent), ("tracestate", trace.State ?? ""),
        ];
        foreach (var (name, value) in missing)
            if (!fields.ContainsKey(name)) json.WriteString(name, value);
        WriteExpiration(json, expiresAt);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteExpiration(Utf8JsonWriter json, DateTimeOffset? expiresAt)
    {
        if (expiresAt is { } end) json.WriteString("expiration", Time(end.ToUniversalTime()));
    }

    private static DateTimeOffset? Moment(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var moment) ? moment : null;

    private static JsonDocument Parse(byte[] body)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new JsonException("A CloudEvent is an object.");
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(500, "ERR_PUBSUB_CLOUD_EVENTS_SER", $"cannot create cloudevent: {wrong.Message}");
        }
    }

    private static bool IsJson(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read()) reader.Skip();
            return body.Length > 0;
        }
        catch (JsonException)
        {
            return false;   // the content is then carried as a string, as daprd does
        }
    }

    private static string Time(DateTimeOffset moment) =>
        moment.ToString(moment.Offset == TimeSpan.Zero ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
