using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Testing;

/// <summary>An event as the sidecar received it.</summary>
public sealed record PublishedEvent(string Topic, Guid Id, Guid? Tenant, string Subject, JsonElement Data, JsonElement Envelope)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    public T As<T>() => Data.Deserialize<T>(Json)!;
}

/// <summary>Stands where daprd would: keeps what is published, can be told to be down.</summary>
public sealed class RecordedSidecar : IAsyncDisposable
{
    public const string Token = "test-api-token";
    private ImmutableList<PublishedEvent> _published = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private WebApplication _app = null!;

    public Uri Address => new(_app.Urls.First());

    /// <summary>How many of the next publishes are taken and then lose their answer, as when a relay or the sidecar dies at that moment.</summary>
    public int AnswersToLose { get; set; }

    /// <summary>A publish with such an event is taken and gets no answer, for as long as who published waits for it.</summary>
    public Func<PublishedEvent, bool>? Unanswered { get; set; }

    /// <summary>True: every publish answers 500.</summary>
    public bool Down { get; set; }

    public IReadOnlyList<PublishedEvent> Published => Volatile.Read(ref _published);

    public static async Task<RecordedSidecar> StartAsync()
    {
        var sidecar = new RecordedSidecar();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        sidecar._app = builder.Build();
        sidecar._app.MapPost("/v1.0-alpha1/publish/bulk/{pubsub}/{*topic}", sidecar.Receive);
        await sidecar._app.StartAsync();
        return sidecar;
    }

    public async Task<PublishedEvent> WaitForAsync(string topic, Func<PublishedEvent, bool>? where = null) => (await WaitForAsync(1, topic, where))[0];

    /// <summary>Waits until such an event has come so many times.</summary>
    public async Task<IReadOnlyList<PublishedEvent>> WaitForAsync(int times, string topic, Func<PublishedEvent, bool>? where = null, int seconds = 10)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var found = Published.Where(published => published.Topic == topic && (where is null || where(published))).ToList();
            if (found.Count >= times) return found;
            try
            {
                await _arrived.WaitAsync(TimeSpan.FromMilliseconds(250), limit.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"{found.Count} {topic} left in {seconds} seconds instead of {times}; {string.Join(", ", Published.Select(published => published.Topic).Distinct())} did.");
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Receive(string topic, HttpContext http, CancellationToken ct)
    {
        if (http.Request.Headers["dapr-api-token"] != Token) return Results.Text("invalid api token", statusCode: 401);
        if (Down) return Results.Json(new { errorCode = "ERR_PUBSUB_PUBLISH_MESSAGE", message = "down" }, statusCode: 500);
        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: ct);
        var lot = new List<PublishedEvent>();
        foreach (var entry in body.RootElement.EnumerateArray())
        {
            var envelope = entry.GetProperty("event").Clone();
            var tenant = envelope.TryGetProperty("tenant", out var named) ? named.GetGuid() : (Guid?)null;
            lot.Add(new(topic, envelope.GetProperty("id").GetGuid(), tenant, envelope.GetProperty("subject").GetString()!, envelope.GetProperty("data"), envelope));
        }
        // What one post brings is seen whole: a test that waited for one of its facts may count the others.
        ImmutableInterlocked.Update(ref _published, (known, more) => known.AddRange(more), lot);
        _arrived.Release();
        if (Unanswered is { } silent && lot.Exists(one => silent(one))) await HungUpAsync(ct);
        if (AnswersToLose > 0)
        {
            AnswersToLose--;
            http.Abort();
        }
        return Results.NoContent();
    }

    private static async Task HungUpAsync(CancellationToken ct)
    {
        var hungUp = new TaskCompletionSource();
        await using var _ = ct.Register(hungUp.SetResult);
        await hungUp.Task;
    }
}
