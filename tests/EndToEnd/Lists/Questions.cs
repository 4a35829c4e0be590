using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Stage;

namespace EndToEnd.Lists;

/// <summary>Puts the questions of the table to the platform, and reads the answers without what every answer changes.</summary>
internal sealed partial class Questions(PlatformFixture platform, Backdrop backdrop)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20), Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>A nurse of another house of the same organisation.</summary>
    public Task<Person> ElsewhereAsync() => platform.AsAsync("MONTAGNE", "Roseraie du Lac");

    public Task<Person> PersonAsync(string name) => name == "MONTAGNE" ? platform.NurseAsync() : platform.AsAsync(name);

    public async Task<Reply> AskAsync(Person person, ListCase one, Life life)
    {
        var address = $"/api/{one.Service}{one.Ask(life, backdrop)}";
        return one.Body is { } body ? await person.PostAsync(address, body(life)) : await person.GetAsync(address);
    }

    /// <summary>The answers of a reader and of the nurse elsewhere to every question about several persons, once nothing moves any more.</summary>
    public async Task<IReadOnlyList<(ListCase Case, string Reader, string Elsewhere)>> SettledAsync(IReadOnlyList<ListCase> cases, Life life)
    {
        var seen = new List<(ListCase, string, string)>();
        foreach (var one in cases) seen.Add((one, await StillAsync(await PersonAsync(one.Reader), one, life), await StillAsync(await ElsewhereAsync(), one, life)));
        return seen;
    }

    /// <summary>The answer as it is to be compared; asked again until it is the expected one, as far as time allows.</summary>
    public async Task<string> ExpectAsync(Person person, ListCase one, Life life, Func<string, bool> expected)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Longest);
        using var beat = new PeriodicTimer(Pause);
        while (true)
        {
            var text = Told(await AskAsync(person, one, life));
            if (expected(text) || limit.IsCancellationRequested) return text;
            try
            {
                await beat.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                return text;
            }
        }
    }

    /// <summary>Status, version and body, without the moments and marks that each answer has of its own.</summary>
    public static string Told(Reply reply) => $"{reply.Status} {reply.ETag} {Moments().Replace(reply.Text, "")}";

    /// <summary>Holds no row.</summary>
    public static bool Empty(Reply reply) => reply.Status is 403 or 404 || (reply.Status == 200 && reply.ContentType == "application/json" && Empty(reply.Json));

    // What the facts of the last acts still change is waited for.
    private async Task<string> StillAsync(Person person, ListCase one, Life life)
    {
        var (last, still) = (Told(await AskAsync(person, one, life)), false);
        await ExpectAsync(person, one, life, text =>
        {
            (still, last) = (text == last, text);
            return still;
        });
        Assert.True(still, $"{one} never comes to rest: {last}");
        return last;
    }

    private static bool Empty(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.GetArrayLength() == 0,
        JsonValueKind.Object => json.EnumerateObject().All(member => member.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object) || Empty(member.Value)),
        _ => true,
    };

    [GeneratedRegex("\"(lastFetchedAt|fetches|confirmedAt|traceId|correlationId|nextTurnAt)\":(\"[^\"]*\"|[0-9]+|null),?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moments();
}
