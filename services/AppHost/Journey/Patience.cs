using System.Diagnostics;
using System.Text.Json;

namespace AppHost.Journey;

/// <summary>Asks again until what must come has come.</summary>
internal static class Patience
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> ask, CancellationToken ct) where T : class
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Longest)
        {
            if (await ask() is { } come) return come;
            await Task.Delay(Pause, ct);
        }
        throw new StepFailedException($"rien n'est venu en {Longest.TotalSeconds:0} s : {what}");
    }

    /// <summary>The transmission of a channel once its state is one of those named.</summary>
    public static Task<object> StateAsync(Visitor visitor, Guid document, string channel, string[] states, CancellationToken ct) =>
        UntilAsync($"{channel} {string.Join('/', states)}", async () =>
        {
            var matrix = (await visitor.GetAsync($"/api/documents/documents/{document}/transmissions", ct)).Must(200).Json;
            foreach (var row in matrix.EnumerateArray())
                if (row.GetProperty("channel").GetString() == channel && states.Contains(row.GetProperty("status").GetString())) return (object)row;
            return null;
        }, ct);

    public static string Text(this object row, string name) => ((JsonElement)row).GetProperty(name).ToString();
}
