using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fhir;

/// <summary>Reads a resource as the type that its resourceType names; one that has no type here is kept as it came.</summary>
public sealed class ResourceConverter : JsonConverter<Resource>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(Resource);

    public override Resource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonElement.ParseValue(ref reader);
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("resourceType", out var name) || name.ValueKind != JsonValueKind.String)
            throw new JsonException("A resource is an object with a resourceType.");
        return ResourceTypes.All.TryGetValue(name.GetString()!, out var type) ? (Resource)json.Deserialize(type, options)! : new OtherResource(json);
    }

    public override void Write(Utf8JsonWriter writer, Resource value, JsonSerializerOptions options)
    {
        if (value is OtherResource other) other.Json.WriteTo(writer);
        else JsonSerializer.Serialize(writer, value, value.GetType(), options);
    }

    /// <summary>Refuses to read one resource as another.</summary>
    public static void Check(string expected, string? found)
    {
        if (found != expected) throw new JsonException($"A {expected} is expected, not a {found}.");
    }
}
