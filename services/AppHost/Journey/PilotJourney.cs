namespace AppHost.Journey;

internal static class PilotJourney
{
    public static Task<bool> PlayAsync(Uri gateway, string authority, string editorKey, string? json, CancellationToken ct) => Task.FromResult(true);
}
