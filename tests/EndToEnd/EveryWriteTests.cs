using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>Every address that takes something in is sent what it cannot take.</summary>
[Collection(OnePlatform.Name)]
public sealed class EveryWriteTests(PlatformFixture platform)
{
    private const int AtOnce = 8;

    [Fact]
    public async Task What_no_write_of_any_service_can_take_is_refused_in_French_and_nothing_breaks()
    {
        var (nurse, director) = (await platform.NurseAsync(), await platform.AsAsync("LEFORT"));
        var before = await TotalsAsync(nurse);
        var (faults, sent) = (new ConcurrentBag<string>(), 0);

        var attempts = new List<(string Method, string Address, WrongBodies.Body Body)>();
        foreach (var service in ApiDocument.Services)
        {
            var api = await ApiDocument.OfAsync(platform, service);
            foreach (var (method, path, schema) in api.WritesOf())
            {
                if (schema is null && !path.Contains('{', StringComparison.Ordinal)) continue;   // nothing to get wrong
                var bodies = schema is { } known ? new WrongBodies(api).Of(known) : [new("an id of nothing", null)];
                attempts.AddRange(bodies.Select(body => (method, $"/api/{service}{Nowhere(path)}", body)));
            }
        }
        await Parallel.ForEachAsync(attempts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (attempt, _) =>
        {
            // Who may manage the staff and who may care: some refuse before they look, hence both.
            var reply = await (Interlocked.Increment(ref sent) % 2 == 0 ? nurse : director).SendAsync(() => Request(attempt.Method, attempt.Address, attempt.Body.Text));
            if (!reply.IsRefusal && !AllRejected(reply)) faults.Add($"{attempt.Method} {attempt.Address}, {attempt.Body.Why}: {reply.Status} {reply.Text[..Math.Min(reply.Text.Length, 160)]}");
        });

        Assert.True(faults.IsEmpty, $"{faults.Count} of {sent}:\n{string.Join('\n', faults.Order(StringComparer.Ordinal))}");
        Assert.True(sent > 1000, $"only {sent} were sent");
        Assert.Equal(before, await TotalsAsync(nurse));
    }

    private static HttpRequestMessage Request(string method, string address, string? body)
    {
        var request = new HttpRequestMessage(new(method), address) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.ExpectContinue = body?.Length > 10_000;   // who is refused before being read must not break the connection
        if (method == "PUT") request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        return request;
    }

    // A tablet's lot is answered line by line.
    private static bool AllRejected(Reply reply) => reply.Status == 200 && reply.Json.ValueKind == JsonValueKind.Object && reply.Json.TryGetProperty("results", out var results)
        && results.EnumerateArray().All(one => one.GetProperty("result").GetString() == "rejected" && one.GetProperty("message").GetString()!.EndsWith('.'));

    private static string Nowhere(string path) => string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? part switch
    {
        "{period}" => "2026-03",
        "{item}" => "1",
        "{kind}" => "ehpad",
        "{platform}" => "telea",
        _ => Guid.NewGuid().ToString(),
    } : part));

    private static async Task<(int Persons, int Tasks, int Sessions)> TotalsAsync(Person nurse)
    {
        var period = $"from={TimeProvider.System.GetUtcNow().AddDays(-30):yyyy-MM-ddTHH:mm:ssZ}&until={TimeProvider.System.GetUtcNow().AddDays(30):yyyy-MM-ddTHH:mm:ssZ}";
        var persons = (await nurse.GetAsync("/api/identity/usagers?limit=1")).Must(200).Json;
        var tasks = (await nurse.GetAsync("/api/directory/tasks")).Must(200).Json;
        var sessions = (await nurse.GetAsync($"/api/agenda/occurrences?establishmentId={Admissions.SaulesBlancs}&{period}")).Must(200).Text;
        return (persons.GetProperty("total").GetInt32(), tasks.GetArrayLength(), sessions.Length);
    }
}
