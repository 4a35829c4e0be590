using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AppHost.Layout;

namespace AppHost.Journey;

/// <summary>Somebody at the gateway: a browser with its cookies, or an editor with its token.</summary>
internal sealed class Visitor : IDisposable
{
    private const int Attempts = 50;
    private readonly HttpClient _http;
    private readonly Uri _gateway;

    public Visitor(Uri gateway, string authority, string? bearer = null)
    {
        _gateway = gateway;
        var handler = TrustingClient.Handler(authority, followRedirects: false);
        handler.CookieContainer = new CookieContainer();
        _http = new(handler) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(40) };
        if (bearer is not null) _http.DefaultRequestHeaders.Authorization = new("Bearer", bearer);
        else _http.DefaultRequestHeaders.Add("X-CSRF", "1");
    }

    public Task<Answer> GetAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Get, path, null, null, ct);

    public Task<Answer> PostAsync(string path, object? body, CancellationToken ct, string? version = null) => SendAsync(HttpMethod.Post, path, body, version, ct);

    public Task<Answer> PutAsync(string path, object? body, CancellationToken ct, string? version = null) => SendAsync(HttpMethod.Put, path, body, version, ct);

    /// <summary>Follows links and redirects as a browser does, over the sandbox's pages too.</summary>
    public async Task<(Uri Address, string Page)> BrowseAsync(string path, CancellationToken ct) => await FollowAsync(await _http.GetAsync(path, ct), ct);

    public async Task<(Uri Address, string Page)> SubmitAsync(Uri page, HtmlForm form, CancellationToken ct)
    {
        using var content = new FormUrlEncodedContent(form.Fields);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(page, form.Action)) { Content = content };
        // What a browser says of where the form came from.
        request.Headers.Add("Origin", page.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return await FollowAsync(await _http.SendAsync(request, ct), ct);
    }

    public void Dispose() => _http.Dispose();

    // A careful client: what did not answer is asked again, under the same Idempotency-Key.
    private async Task<Answer> SendAsync(HttpMethod method, string path, object? body, string? version, CancellationToken ct)
    {
        var key = Guid.NewGuid().ToString();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await SendOnceAsync(method, path, body, version, key, ct);
                if (answer.Status is not (500 or 502 or 503 or 504) || attempt == Attempts) return answer with { Retried = attempt > 1 };
            }
            catch (Exception away) when (away is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested && attempt < Attempts)
            {
                // The gateway itself is away, or died with the answer in hand.
            }
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }

    private async Task<Answer> SendOnceAsync(HttpMethod method, string path, object? body, string? version, string key, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType());
        if (method != HttpMethod.Get) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", version);
        using var reply = await _http.SendAsync(request, ct);
        return new((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(ct), reply.Headers.ETag?.Tag, reply.Headers.TryGetValues("x-correlation-id", out var ids) ? ids.First() : "");
    }

    private async Task<(Uri, string)> FollowAsync(HttpResponseMessage reply, CancellationToken ct)
    {
        for (var hops = 0; hops < 15; hops++)
        {
            var here = reply.RequestMessage!.RequestUri!;
            if (reply.Headers.Location is not { } next)
            {
                var page = Encoding.UTF8.GetString(await reply.Content.ReadAsByteArrayAsync(ct));
                reply.Dispose();
                return (here, page);
            }
            reply.Dispose();
            reply = await _http.GetAsync(new Uri(here, next), ct);
        }
        throw new StepFailedException("Trop de redirections.");
    }
}

/// <summary>An answer of the API.</summary>
internal sealed record Answer(int Status, string Text, string? ETag, string CorrelationId)
{
    /// <summary>The first answer was lost: what was asked may have been done before.</summary>
    public bool Retried { get; init; }

    /// <summary>Refused because the first request, whose answer was lost, did it.</summary>
    public bool DoneBefore => Retried && Status is 409 or 412;

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The problem's code, or empty.</summary>
    public string Code => Text.StartsWith('{') && Json.TryGetProperty("code", out var code) ? code.ToString() : "";

    public Answer Must(int status, string? code = null)
    {
        if (Status != status || (code is not null && Code != code))
            throw new StepFailedException($"attendu {status} {code}, reçu {Status} {Text[..Math.Min(Text.Length, 600)]}");
        return this;
    }

    /// <summary>201 the first time, 200 when the first answer was lost.</summary>
    public Answer MustBeDone() => Status == 200 && Retried ? this : Must(201);

    public string Say() => Text.StartsWith('{') && Json.TryGetProperty("detail", out var detail) ? $"{Status} {Code} « {detail.GetString()} »" : $"{Status}";
}
