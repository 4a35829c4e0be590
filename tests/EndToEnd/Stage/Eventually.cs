using System.Text.Json;

namespace EndToEnd.Stage;

/// <summary>Asks again until what must come has come.</summary>
public static class Eventually
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90), Pause = TimeSpan.FromMilliseconds(200);

    public static Task<T> ComesAsync<T>(string what, Func<Task<T?>> ask) where T : class => ComesAsync(() => what, ask);

    private static async Task<T> ComesAsync<T>(Func<string> what, Func<Task<T?>> ask) where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Longest);
        using var beat = new PeriodicTimer(Pause);
        try
        {
            while (true)
            {
                if (await ask() is { } come) return come;
                await beat.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came in {Longest.TotalSeconds:0} s: {what()}");
        }
    }

    /// <summary>The document's job on a channel, once its state is one of those named.</summary>
    public static async Task<JsonElement> StateAsync(Person person, Guid document, string channel, params string[] states)
    {
        var seen = "";
        var row = await ComesAsync(() => $"{channel} {string.Join('/', states)} in {seen}", async () =>
        {
            var matrix = (await person.GetAsync($"/api/documents/documents/{document}/transmissions")).Must(200).Json;
            seen = matrix.ToString();
            foreach (var one in matrix.EnumerateArray())
                if (one.GetProperty("channel").GetString() == channel && states.Contains(one.GetProperty("status").GetString())) return (object)one;
            return null;
        });
        return (JsonElement)row;
    }
}
