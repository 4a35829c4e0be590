using System.Text.Json;
using System.Text.Json.Serialization;
using Telemedicine.Requests;

namespace Telemedicine.UseCases;

/// <summary>A use case ready to be opened in a house.</summary>
public sealed record CaseTemplate(string Code, string Label, ActType Act, IReadOnlyList<FormField> Fields, IReadOnlyList<ProtocolStep> Protocol, Needs Needs, Delays Delays);

/// <summary>The use cases the platform knows, each with its own form.</summary>
public static class CaseCatalogue
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static IReadOnlyList<CaseTemplate> All { get; } = Read();

    public static CaseTemplate? Find(string code) => All.FirstOrDefault(t => t.Code == code);

    private static IReadOnlyList<CaseTemplate> Read()
    {
        using var file = typeof(CaseCatalogue).Assembly.GetManifestResourceStream("catalogue.json")!;
        return JsonSerializer.Deserialize<List<CaseTemplate>>(file, Json)!;
    }
}
