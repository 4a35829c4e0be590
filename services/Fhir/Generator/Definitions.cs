using System.Text.Json;

namespace FhirGenerator;

/// <summary>The StructureDefinitions of base types found in a folder, alone or in bundles, by type name.</summary>
public sealed class Definitions
{
    private readonly Dictionary<string, JsonElement> _byName = new(StringComparer.Ordinal);

    public static Definitions Load(string folder)
    {
        var definitions = new Definitions();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (document.RootElement.ValueKind == JsonValueKind.Object) definitions.Take(document.RootElement);
        }

        return definitions;
    }

    public JsonElement Find(string name) =>
        _byName.TryGetValue(name, out var found) ? found : throw new InvalidDataException($"The definition of {name} is missing from the folder.");

    private void Take(JsonElement resource)
    {
        if (!resource.TryGetProperty("resourceType", out var type)) return;
        if (type.ValueEquals("Bundle") && resource.TryGetProperty("entry", out var entries))
        {
            foreach (var entry in entries.EnumerateArray())
                if (entry.TryGetProperty("resource", out var inner)) Take(inner);
        }
        else if (type.ValueEquals("StructureDefinition") && IsBaseType(resource))
        {
            _byName.TryAdd(resource.GetProperty("name").GetString()!, resource.Clone());
        }
    }

    // A profile constrains a type and has another name than the type: only the types themselves become classes.
    private static bool IsBaseType(JsonElement definition) =>
        definition.TryGetProperty("snapshot", out _)
        && definition.TryGetProperty("type", out var type) && type.GetString() == definition.GetProperty("name").GetString()
        && definition.TryGetProperty("url", out var url) && url.GetString()!.StartsWith("http://hl7.org/fhir/StructureDefinition/", StringComparison.Ordinal);
}
