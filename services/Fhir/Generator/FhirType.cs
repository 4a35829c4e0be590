namespace FhirGenerator;

/// <summary>A type to write: a resource, a data type, or a part of one.</summary>
public sealed record FhirType(string Name, string? Base, bool Abstract, bool Resource, int Depth, IReadOnlyList<FhirElement> Elements)
{
    /// <summary>The parts declared inside it, written in the same file.</summary>
    public List<FhirType> Parts { get; } = [];
}

/// <summary>One element. A choice (value[x]) has become one element per type.</summary>
/// <param name="Type">Name of the class, or of the FHIR primitive.</param>
/// <param name="Extensible">A primitive that may carry an id and extensions in its underscore twin.</param>
public sealed record FhirElement(string JsonName, string Type, bool Primitive, bool List, bool Extensible);
