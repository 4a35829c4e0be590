using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fhir;

/// <summary>
/// FHIR's JSON: elements in their order, decimals to the digit, resources by their resourceType.
/// An element that R4 does not know, or that comes twice, is refused with its path.
/// </summary>
public static class FhirJson
{
    public const string MediaType = "application/fhir+json";

    public static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // never written inside HTML
        MaxDepth = 64,
    };

    public static string Write(Resource resource) => JsonSerializer.Serialize(resource, Options);

    /// <summary>Reads a resource of any type.</summary>
    public static Resource Read(string json) => JsonSerializer.Deserialize<Resource>(json, Options) ?? throw new JsonException("A resource is expected, not null.");

    /// <summary>Reads a resource of one type and refuses another.</summary>
    public static T Read<T>(string json) where T : Resource =>
        Read(json) as T ?? throw new JsonException($"A {typeof(T).Name} is expected.");
}
