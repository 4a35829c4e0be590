using System.Text.Json;

namespace Sidecar.Delivering;

/// <summary>The fields of an event that the sidecar acts upon.</summary>
internal sealed record EventFields(string? Id, string? Type, string? TraceParent, string? TraceState)
{
    /// <summary>Null when the bytes are not a JSON object.</summary>
    public static EventFields? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            var fields = new EventFields(null, null, null, null);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) fields = fields.With(ref reader);
            reader.Read();
            return fields;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private EventFields With(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("id"u8)) return this with { Id = Text(ref reader) };
        if (reader.ValueTextEquals("type"u8)) return this with { Type = Text(ref reader) };
        if (reader.ValueTextEquals("traceparent"u8)) return this with { TraceParent = Text(ref reader) };
        if (reader.ValueTextEquals("tracestate"u8)) return this with { TraceState = Text(ref reader) };
        reader.Skip();
        return this;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        reader.Skip();
        return null;
    }
}
