using System.Net.Http.Headers;
using Sidecar.Publishing;
using Sidecar.Setup;

namespace Sidecar.Delivering;

/// <summary>Carries requests to one application's port.</summary>
internal sealed class Courier : IDisposable
{
    private const int LargestAnswer = 4 * 1024 * 1024;

    private readonly Uri _address;
    private readonly ApiToken? _appToken;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        UseCookies = false,
        UseProxy = false,
    });

    public Courier(AppSettings app)
    {
        _address = new($"http://127.0.0.1:{app.AppPort}/");
        _appToken = ApiToken.From(app.AppToken, app.AppTokenFile);
    }

    public async Task<(int Status, byte[] Body)> GetAsync(string path, TimeSpan timeout, bool withToken, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_address, path));
        if (withToken) AddToken(request);
        return await SendAsync(request, timeout, ct);
    }

    /// <summary>Posts an event; never throws for what the application does or does not do.</summary>
    public async Task<(Answer? Failure, int Status, byte[] Body)> PostAsync(
        string path, byte[] body, string pubsub, TraceContext? trace, TimeSpan timeout, CancellationToken abort)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentTypes.CloudEvent);
        request.Headers.TryAddWithoutValidation("pubsubName", pubsub);
        AddToken(request);
        if (trace is { } span)
        {
            request.Headers.TryAddWithoutValidation("traceparent", span.Parent);
            if (span.State is not null) request.Headers.TryAddWithoutValidation("tracestate", span.State);
        }

        try
        {
            var (status, answer) = await SendAsync(request, timeout, abort);
            return (null, status, answer);
        }
        catch (HttpRequestException absent) when (absent.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return (Answer.NotDelivered, 0, []);
        }
        catch (OperationCanceledException) when (!abort.IsCancellationRequested)
        {
            return (new(Outcome.Failed, $"no answer within {timeout}"), 0, []);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return (new(Outcome.Failed, "the connection broke before the answer"), 0, []);
        }
    }

    public void Dispose() => _http.Dispose();

    private void AddToken(HttpRequestMessage request)
    {
        if (_appToken is not null) request.Headers.TryAddWithoutValidation(ApiToken.Header, _appToken.Value);
    }

    private async Task<(int Status, byte[] Body)> SendAsync(HttpRequestMessage request, TimeSpan timeout, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        using var response = await _http.SendAsync(request, deadline.Token);
        if (response.Content.Headers.ContentLength is 0 or > LargestAnswer) return ((int)response.StatusCode, []);
        await response.Content.LoadIntoBufferAsync(LargestAnswer, deadline.Token);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(deadline.Token));
    }
}
