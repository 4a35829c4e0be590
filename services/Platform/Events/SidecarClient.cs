using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Platform.Events;

/// <summary>Speaks Dapr's HTTP API: bulk publish of CloudEvents.</summary>
public sealed class SidecarClient : IDisposable
{
    public const string PubSub = "pubsub";
    private readonly HttpClient _http;
    private readonly string _source;
    private readonly string _environment;

    public SidecarClient(IConfiguration configuration, string service)
    {
        var address = configuration["Dapr:HttpEndpoint"]
            ?? $"http://127.0.0.1:{configuration["DAPR_HTTP_PORT"] ?? "3500"}";
        _http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) }) { BaseAddress = new(address), Timeout = TimeSpan.FromSeconds(10) };
        if ((configuration["Dapr:ApiToken"] ?? configuration["DAPR_API_TOKEN"]) is { Length: > 0 } token) _http.DefaultRequestHeaders.Add("dapr-api-token", token);
        _source = $"/services/{service}";
        _environment = configuration["Platform:Environment"] ?? "real";
    }

    /// <summary>Publishes facts of one topic; answers the ids that the broker refused, with its reason; throws when it takes nothing.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> PublishAsync(string topic, IReadOnlyList<OutboxMessage> facts, CancellationToken ct)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            foreach (var fact in facts) WriteEntry(json, fact);
            json.WriteEndArray();
        }
        using var content = new ReadOnlyMemoryContent(body.WrittenMemory);
        content.Headers.ContentType = new("application/json");
        using var reply = await PostAsync($"/v1.0-alpha1/publish/bulk/{PubSub}/{topic}", content, ct);
        if (reply.StatusCode == HttpStatusCode.NoContent || reply.StatusCode == HttpStatusCode.OK) return new Dictionary<Guid, string>();
        return await RefusedAsync(reply, facts, ct);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, CancellationToken ct)
    {
        try
        {
            return await _http.PostAsync(path, content, ct);
        }
        catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            throw new BrokerAwayException(cause.Message[..Math.Min(cause.Message.Length, 300)]);
        }
    }

    private void WriteEntry(Utf8JsonWriter json, OutboxMessage fact)
    {
        json.WriteStartObject();
        json.WriteString("entryId", fact.Id);
        json.WriteString("contentType", "application/cloudevents+json");
        json.WriteStartObject("event");
        json.WriteString("specversion", "1.0");
        json.WriteString("id", fact.Id);
        json.WriteString("source", _source);
        json.WriteString("type", fact.Topic);
        json.WriteString("subject", fact.Subject.ToString());
        json.WriteString("time", fact.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("datacontenttype", "application/json");
        if (fact.TenantId is { } tenant) json.WriteString("tenant", tenant.ToString());
        json.WriteNumber("sequence", fact.Sequence);
        json.WriteString("environment", _environment);
        if (fact.TraceParent is { } trace) json.WriteString("traceparent", trace);
        json.WritePropertyName("data");
        json.WriteRawValue(fact.Data);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static async Task<IReadOnlyDictionary<Guid, string>> RefusedAsync(HttpResponseMessage reply, IReadOnlyList<OutboxMessage> facts, CancellationToken ct)
    {
        var text = await reply.Content.ReadAsStringAsync(ct);
        try
        {
            using var answer = JsonDocument.Parse(text);
            if (answer.RootElement.TryGetProperty("failedEntries", out var failed) && failed.GetArrayLength() > 0)
                return failed.EnumerateArray().ToDictionary(entry => entry.GetProperty("entryId").GetGuid(),
                    entry => entry.TryGetProperty("error", out var error) ? error.GetString() ?? "refused" : "refused");
        }
        catch (JsonException)
        {
            // Not the sidecar's own answer: the whole lot is to be sent again.
        }
        var reason = $"{(int)reply.StatusCode} {text[..Math.Min(text.Length, 200)]}";
        if ((int)reply.StatusCode >= 500 || reply.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests) throw new BrokerAwayException(reason);
        return facts.ToDictionary(fact => fact.Id, _ => reason);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>Nobody takes events now, whatever they are.</summary>
internal sealed class BrokerAwayException(string reason) : Exception(reason);
