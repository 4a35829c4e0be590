using System.Text.Json;

namespace FhirGenerator;

/// <summary>Reads the wanted types and every type they are made of.</summary>
public sealed class TypeCollector(Definitions definitions)
{
    private readonly Dictionary<string, FhirType> _types = new(StringComparer.Ordinal);

    public static IReadOnlyList<FhirType> Collect(Definitions definitions, IEnumerable<string> wanted)
    {
        var collector = new TypeCollector(definitions);
        foreach (var name in wanted) collector.Add(name);
        return [.. collector._types.Values.OrderBy(t => t.Name, StringComparer.Ordinal)];
    }

    private FhirType Add(string name)
    {
        if (_types.TryGetValue(name, out var known)) return known;
        var definition = definitions.Find(name);
        var parent = definition.TryGetProperty("baseDefinition", out var url) ? Add(url.GetString()!.Split('/')[^1]) : null;
        var elements = definition.GetProperty("snapshot").GetProperty("element").EnumerateArray().ToList();
        var type = new FhirType(name, parent?.Name, definition.TryGetProperty("abstract", out var isAbstract) && isAbstract.GetBoolean(),
            definition.GetProperty("kind").GetString() == "resource", (parent?.Depth ?? -1) + 1, Own(elements, name));
        _types[name] = type;   // before its parts: Extension contains data types that contain extensions
        foreach (var part in elements.Where(IsPart)) type.Parts.Add(Part(elements, part));
        foreach (var element in type.Parts.SelectMany(p => p.Elements).Concat(type.Elements).Where(e => !e.Primitive))
            if (type.Parts.All(p => p.Name != element.Type)) Add(element.Type);
        return type;
    }

    private FhirType Part(List<JsonElement> elements, JsonElement part)
    {
        var parent = Add(Codes(part)[0].Code);
        return new(PartName(Path(part)), parent.Name, false, false, parent.Depth + 1, Own(elements, Path(part)));
    }

    /// <summary>The children of a path that it declares itself, in their order. Inherited ones come from the base class.</summary>
    private static List<FhirElement> Own(List<JsonElement> elements, string path) =>
        [.. elements.Where(e => IsChild(e, path) && BasePath(e).StartsWith(path + ".", StringComparison.Ordinal)).SelectMany(Read)];

    private static IEnumerable<FhirElement> Read(JsonElement element)
    {
        var name = Path(element).Split('.')[^1];
        var list = element.GetProperty("max").GetString() is not ("0" or "1");
        if (element.TryGetProperty("contentReference", out var reference))
        {
            yield return new(name, PartName(reference.GetString()!.Split('#')[^1]), false, list, false);
            yield break;
        }

        foreach (var (code, system) in Codes(element))
        {
            var json = name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] + char.ToUpperInvariant(code[0]) + code[1..] : name;
            if (code is "BackboneElement" or "Element" && IsPart(element)) yield return new(json, PartName(Path(element)), false, list, false);
            else yield return new(json, code, system || char.IsAsciiLetterLower(code[0]), list, !system && char.IsAsciiLetterLower(code[0]));
        }
    }

    /// <summary>The types of an element; the flag marks a string of the language itself, which has neither id nor extension.</summary>
    private static List<(string Code, bool System)> Codes(JsonElement element) =>
        !element.TryGetProperty("type", out var types) ? [] :
        [.. types.EnumerateArray().Select(t => t.GetProperty("code").GetString()!)
            .Select(c => c.StartsWith("http://hl7.org/fhirpath/System.", StringComparison.Ordinal) ? ("string", true) : (c, false))];

    private static bool IsPart(JsonElement element) =>
        Path(element).Contains('.', StringComparison.Ordinal) && Codes(element) is [("BackboneElement" or "Element", _)];

    private static bool IsChild(JsonElement element, string path) =>
        Path(element).StartsWith(path + ".", StringComparison.Ordinal) && !Path(element)[(path.Length + 1)..].Contains('.', StringComparison.Ordinal);

    private static string Path(JsonElement element) => element.GetProperty("path").GetString()!;

    private static string BasePath(JsonElement element) =>
        element.TryGetProperty("base", out var origin) ? origin.GetProperty("path").GetString()! : Path(element);

    // Bundle.entry.search → BundleEntrySearch
    private static string PartName(string path) => string.Concat(path.Split('.').Select(p => char.ToUpperInvariant(p[0]) + p[1..]));
}
