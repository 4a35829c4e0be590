using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EndToEnd.Stage;

/// <summary>Bodies of the right shape with wrong contents, made from what the service publishes of its requests.</summary>
public sealed class WrongBodies(ApiDocument api)
{
    private const int Deepest = 6;
    private static readonly string Endless = new('x', 100_000);

    /// <param name="Why">For the report.</param>
    /// <param name="Text">Null for no body at all.</param>
    public sealed record Body(string Why, string? Text);

    public IEnumerable<Body> Of(JsonElement schema)
    {
        yield return new("no body", null);
        yield return new("malformed", "{\"a\": [1, 2");
        yield return new("a bare text", "\"bonjour\"");
        yield return new("a list for an object", "[[]]");
        yield return new("an unknown member", With(Make(schema, Ordinary), "inconnuDeTous"));
        yield return new("endless texts", Make(schema, Huge)?.ToJsonString());
        yield return new("wrong types", Make(schema, Wrong)?.ToJsonString());
        yield return new("nulls", Make(schema, _ => null)?.ToJsonString());
        yield return new("lists of nothing", Make(schema, Ordinary, emptyLists: true)?.ToJsonString());
        yield return new("least values", Make(schema, Least)?.ToJsonString());
        yield return new("greatest values", Make(schema, Greatest)?.ToJsonString());
        yield return new("ids of nothing", Make(schema, Ordinary)?.ToJsonString());
    }

    /// <summary>A body that may well be taken.</summary>
    /// <param name="named">The id that a member is to hold, by its name; null for any.</param>
    public string? Plausible(JsonElement schema, Func<string, string?> named) => Make(schema, Ordinary, named: named)?.ToJsonString();

    private static string With(JsonNode? body, string member)
    {
        if (body is not JsonObject named) return "{\"inconnuDeTous\":1}";
        named[member] = 1;
        return named.ToJsonString();
    }

    private JsonNode? Make(JsonElement schema, Func<JsonElement, JsonNode?> leaf, int depth = 0, bool emptyLists = false, string name = "", Func<string, string?>? named = null)
    {
        schema = api.Resolve(schema);
        var type = TypeOf(schema);
        if (type == "string" && named?.Invoke(name) is { } known) return known;
        if (depth < Deepest && type == "object" && schema.TryGetProperty("properties", out var properties))
        {
            var made = new JsonObject();
            foreach (var property in properties.EnumerateObject()) made[property.Name] = Make(property.Value, leaf, depth + 1, emptyLists, property.Name, named);
            return made;
        }
        if (type == "array" && emptyLists) return new JsonArray((JsonNode?)null);
        if (depth < Deepest && type == "array") return new JsonArray(schema.TryGetProperty("items", out var items) ? Make(items, leaf, depth + 1, emptyLists, name, named) : null);
        return leaf(schema);
    }

    private static JsonNode? Ordinary(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out var words)) return JsonNode.Parse(words[0].GetRawText());
        return (TypeOf(schema), FormatOf(schema)) switch
        {
            ("string", "uuid") => Guid.NewGuid().ToString(),
            ("string", "date") => "2026-03-10",
            ("string", "date-time") => "2026-03-10T09:00:00Z",
            ("string", "time") => "09:00:00",
            ("string", _) => "Texte",
            ("integer" or "number", _) => 1,
            ("boolean", _) => true,
            _ => new JsonObject(),
        };
    }

    private static JsonNode? Huge(JsonElement schema) => TypeOf(schema) == "string" && FormatOf(schema).Length == 0 && !schema.TryGetProperty("enum", out _) ? Endless : Ordinary(schema);

    private static JsonNode? Wrong(JsonElement schema) => TypeOf(schema) switch
    {
        "string" => new JsonArray(1),
        "integer" or "number" => "douze",
        "boolean" => 3,
        _ => 0,
    };

    private static JsonNode? Least(JsonElement schema) => Edge(schema, "0001-01-01", "", int.MinValue, Guid.Empty);

    private static JsonNode? Greatest(JsonElement schema) => Edge(schema, "9999-12-31", "\u0000\ud83d\ude00\u202e'\"<>%", int.MaxValue, Guid.AllBitsSet);

    private static JsonNode? Edge(JsonElement schema, string day, string text, int number, Guid id) => schema.TryGetProperty("enum", out var words) ? JsonNode.Parse(words[words.GetArrayLength() - 1].GetRawText()) : (TypeOf(schema), FormatOf(schema)) switch
    {
        ("string", "uuid") => id.ToString(),
        ("string", "date") => day,
        ("string", "date-time") => $"{day}T23:59:59Z",
        ("string", "time") => "23:59:59.9999999",
        ("string", _) => text,
        ("integer" or "number", _) => number,
        ("boolean", _) => number > 0,
        _ => null,
    };

    // Nullable types are written as a list of types, numbers as a number or a text.
    private static string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type)) return schema.TryGetProperty("properties", out _) ? "object" : "";
        if (type.ValueKind == JsonValueKind.String) return type.GetString()!;
        var all = type.EnumerateArray().Select(one => one.GetString()!).Where(one => one != "null").ToList();
        return all.Find(one => one is "integer" or "number") ?? all.FirstOrDefault() ?? "";
    }

    private static string FormatOf(JsonElement schema) => schema.TryGetProperty("format", out var format) ? format.GetString()! : "";
}
