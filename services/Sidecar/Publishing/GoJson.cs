using System.Text.Json;

namespace Sidecar.Publishing;

/// <summary>Fields read as daprd reads them: the case of a name does not matter, and Dapr's own JavaScript SDK counts on it.</summary>
internal static class GoJson
{
    public static JsonElement Field(this JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object) return default;
        if (parent.TryGetProperty(name, out var exact)) return exact;
        foreach (var field in parent.EnumerateObject())
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return field.Value;
        return default;
    }

    public static string? Text(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
