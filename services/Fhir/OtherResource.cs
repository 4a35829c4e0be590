using System.Text.Json;

namespace Fhir;

/// <summary>A resource whose type was not generated: kept and written as it was read.</summary>
public sealed class OtherResource(JsonElement json) : Resource
{
    public JsonElement Json { get; } = json;

    public string ResourceType => Json.GetProperty("resourceType").GetString()!;
}
