namespace HealthDirectory.Imports;

/// <summary>A line that cannot be taken; the message is what its author reads.</summary>
internal sealed class LineRefusedException(string message) : Exception(message);
