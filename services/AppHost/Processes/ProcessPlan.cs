namespace AppHost.Processes;

/// <summary>A process to run: its binary, its settings and where it says that it is ready.</summary>
/// <param name="Assembly">Project name; the binary is artifacts/bin/{Assembly}/debug/{Assembly}.</param>
/// <param name="Ready">Address that answers 2xx when ready.</param>
internal sealed record ProcessPlan(string Name, string Assembly, Uri Ready)
{
    public IReadOnlyList<string> Arguments { get; init; } = [];
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
