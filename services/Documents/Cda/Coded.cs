namespace Documents.Cda;

/// <summary>A code with its label and the OID of its nomenclature.</summary>
public sealed record Coded(string Code, string Display, string System, string SystemName = "");
