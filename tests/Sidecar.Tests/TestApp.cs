using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sidecar.Tests;

/// <summary>What reached the application: where, with which headers, and the event.</summary>
internal sealed record Delivered(string Path, IReadOnlyDictionary<string, string> Headers, JsonNode Event, int Attempt)
{
    public string? Id => (string?)Event["id"];
    public string? Text => (string?)Event["data"];
}

/// <summary>An application that subscribes, keeps what it receives, and answers as the test says.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly int _port;
    private readonly JsonArray _subscriptions = [];
    private readonly ConcurrentDictionary<string, Channel<Delivered>> _received = [];
    private readonly ConcurrentDictionary<string, Func<Delivered, Task<IResult>>> _answers = [];
    private readonly ConcurrentDictionary<(string Path, string Id), int> _attempts = [];
    private readonly Channel<bool> _probes = Channel.CreateUnbounded<bool>();
    private WebApplication? _web;

    public TestApp(int? port = null) => _port = port ?? FreePorts.Take(1)[0];

    public int Port => _port;
    public string? Token { get; init; }
    public volatile bool Healthy = true;

    /// <summary>Subscribes a topic on the path of the same name.</summary>
    public TestApp Subscribe(string topic, string pubsub = "pubsub", string? deadLetterTopic = null, JsonObject? more = null)
    {
        var entry = new JsonObject { ["pubsubname"] = pubsub, ["topic"] = topic, ["routes"] = new JsonObject { ["default"] = "/" + topic } };
        if (deadLetterTopic is not null) entry["deadLetterTopic"] = deadLetterTopic;
        foreach (var (name, value) in more ?? []) entry[name] = value?.DeepClone();
        _subscriptions.Add(entry);
        return this;
    }

    public TestApp Answer(string path, Func<Delivered, IResult> answer)
    {
        _answers["/" + path] = delivered => Task.FromResult(answer(delivered));
        return this;
    }

    public TestApp AnswerLater(string path, Func<Delivered, Task<IResult>> answer)
    {
        _answers["/" + path] = answer;
        return this;
    }

    public async Task<TestApp> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        _web = builder.Build();
        _web.Run(ServeAsync);
        await _web.StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>Disappears at once, as a killed process: every connection breaks and the port is closed.</summary>
    public async Task KillAsync()
    {
        if (_web is not { } web) return;
        _web = null;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await web.StopAsync(now.Token);
        await web.DisposeAsync();
    }

    public async Task<Delivered> NextAsync(string path)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        return await Received("/" + path).Reader.ReadAsync(patience.Token);
    }

    public bool HasNone(string path) => !Received("/" + path).Reader.TryPeek(out _);

    public int Count(string path) => Received("/" + path).Reader.Count;

    /// <summary>What came on the path and was not looked at yet.</summary>
    public IReadOnlyList<Delivered> Taken(string path)
    {
        var taken = new List<Delivered>();
        while (Received("/" + path).Reader.TryRead(out var delivered)) taken.Add(delivered);
        return taken;
    }

    /// <summary>Waits until the health of the application has been asked so many times more.</summary>
    public async Task ProbedAsync(int times)
    {
        while (_probes.Reader.TryRead(out _)) { }
        for (var i = 0; i < times; i++)
            await _probes.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>Falls ill and returns when the sidecar must have noticed: three failed probes close the flow, the next shows that the third was counted.</summary>
    public async Task FallIllAsync()
    {
        try
        {
            await ProbedAsync(1);
        }
        catch (TimeoutException never)
        {
            throw new InvalidOperationException("The sidecar does not ask for the application's health: start it with --enable-app-health-check and --app-health-probe-interval 1.", never);
        }

        Healthy = false;
        await ProbedAsync(5);
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task ServeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path == "/healthz")
        {
            http.Response.StatusCode = Healthy ? 204 : 503;
            _probes.Writer.TryWrite(true);
        }
        else if (Token is not null && http.Request.Headers["dapr-api-token"] != Token) http.Response.StatusCode = 401;
        else if (path == "/dapr/subscribe") await http.Response.WriteAsJsonAsync(_subscriptions, http.RequestAborted);
        else await ReceiveAsync(http, path);
    }

    private async Task ReceiveAsync(HttpContext http, string path)
    {
        var headers = http.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        var received = await JsonSerializer.DeserializeAsync<JsonNode>(http.Request.Body, cancellationToken: http.RequestAborted);
        var id = (string?)received!["id"] ?? "";
        var delivered = new Delivered(path, headers, received, _attempts.AddOrUpdate((path, id), 1, (_, count) => count + 1));
        Received(path).Writer.TryWrite(delivered);
        var answer = _answers.TryGetValue(path, out var scripted) ? await scripted(delivered) : Results.Ok();
        await answer.ExecuteAsync(http);
    }

    private Channel<Delivered> Received(string path) => _received.GetOrAdd(path, _ => Channel.CreateUnbounded<Delivered>());
}

internal static class Answers
{
    public static IResult Status(string status) => Results.Text($$"""{"status":"{{status}}"}""", "application/json");

    public static IResult Code(int status) => Results.StatusCode(status);
}
