namespace Fhir;

/// <summary>What a primitive carries beside its value: an id and extensions, in the twin property whose name starts with an underscore.</summary>
public sealed class PrimitiveElement : Element;
