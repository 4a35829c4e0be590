using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform;

/// <summary>The CloudEvents 1.0 envelope of a delivered fact, as far as handlers need it.</summary>
public sealed class EventEnvelope
{
    public Guid Id { get; private set; }
    public string Topic { get; private set; } = "";
    public Guid? TenantId { get; private set; }
    public Guid Subject { get; private set; }

    /// <summary>Rises for each aggregate of the publishing service; a handler may drop what is older than what it knows.</summary>
    public long Sequence { get; private set; }

    /// <summary>real or test: a test's facts never count as real ones.</summary>
    public string Environment { get; private set; } = "";

    public DateTimeOffset Time { get; private set; }

    internal void Read(JsonElement envelope, string topic)
    {
        Id = envelope.GetProperty("id").GetGuid();
        Topic = topic;
        TenantId = Text(envelope, "tenant") is { Length: > 0 } tenant ? Guid.Parse(tenant) : null;
        Subject = Text(envelope, "subject") is { Length: > 0 } subject && Guid.TryParse(subject, out var id) ? id : Guid.Empty;
        Sequence = envelope.TryGetProperty("sequence", out var sequence) && sequence.TryGetInt64(out var number) ? number : 0;
        Environment = Text(envelope, "environment") ?? "";
        Time = Text(envelope, "time") is { } time && DateTimeOffset.TryParse(time, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at.ToUniversalTime() : default;
    }

    private static string? Text(JsonElement envelope, string name) =>
        envelope.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>How facts are written as JSON.</summary>
internal static class EventJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
