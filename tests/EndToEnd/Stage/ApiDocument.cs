using System.Text.Json;

namespace EndToEnd.Stage;

/// <summary>What a service says of its own addresses, as the gateway publishes it.</summary>
public sealed class ApiDocument(JsonElement document)
{
    public static readonly string[] Services = ["identity", "directory", "consent", "agenda", "documents", "messaging", "billing", "telemedicine", "audit"];

    private static readonly string[] Writes = ["post", "put", "patch"];

    /// <summary>A service describes itself the first time it is asked; on a busy machine the gateway may not wait for it.</summary>
    public static async Task<ApiDocument> OfAsync(PlatformFixture platform, string service)
    {
        using var nobody = platform.Door.Nobody();
        var told = await Eventually.ComesAsync($"what {service} says of itself", async () => await nobody.GetAsync($"/docs/{service}/openapi.json") is { Status: 200 } answer ? answer : null);
        return new(told.Json);
    }

    /// <summary>Every read, with what it may be asked by query: name and format.</summary>
    public IEnumerable<(string Path, IReadOnlyList<(string Name, string Format)> Query)> Reads() =>
        from path in document.GetProperty("paths").EnumerateObject()
        where path.Value.TryGetProperty("get", out _)
        select (path.Name, (IReadOnlyList<(string, string)>)[.. Parameters(path.Value.GetProperty("get"), "query").Select(one => (one.GetProperty("name").GetString()!, Text(one.GetProperty("schema"), "format")))]);

    /// <summary>Every write, with the schema of its body; none when it takes no JSON.</summary>
    public IEnumerable<(string Method, string Path, JsonElement? Body)> WritesOf() =>
        from path in document.GetProperty("paths").EnumerateObject()
        from method in Writes
        where path.Value.TryGetProperty(method, out _)
        let operation = path.Value.GetProperty(method)
        select (method.ToUpperInvariant(), path.Name, operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json) ? json.GetProperty("schema") : (JsonElement?)null);

    /// <summary>The schema itself, whatever refers to it.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        while (true)
        {
            if (schema.TryGetProperty("$ref", out var reference)) schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
            else if (schema.TryGetProperty("oneOf", out var choices)) schema = choices.EnumerateArray().FirstOrDefault(one => Text(one, "type") != "null", choices[0]);
            else return schema;
        }
    }

    private static IEnumerable<JsonElement> Parameters(JsonElement operation, string place) =>
        operation.TryGetProperty("parameters", out var listed) ? listed.EnumerateArray().Where(one => one.GetProperty("in").GetString() == place) : [];

    private static string Text(JsonElement schema, string name) => schema.TryGetProperty(name, out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
}
