using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EndToEnd.Stage;

/// <summary>Somebody at the gateway: a browser with its cookies, or a server with its token.</summary>
public sealed class Person : IDisposable
{
    private const int Attempts = 15;
    private readonly HttpClient _http;

    public Person(Uri gateway, string authority, string? bearer = null, bool ownPages = true)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, CookieContainer = Cookies };
        handler.SslOptions.CertificateChainPolicy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(authority) },
        };
        _http = new(handler) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(40) };
        if (bearer is not null) _http.DefaultRequestHeaders.Authorization = new("Bearer", bearer);
        else if (ownPages) _http.DefaultRequestHeaders.Add("X-CSRF", "1");
    }

    public CookieContainer Cookies { get; } = new();

    public Task<Reply> GetAsync(string path) => SendAsync(() => new(HttpMethod.Get, path));

    public Task<Reply> PostAsync(string path, object? body = null, string? version = null) => WriteAsync(HttpMethod.Post, path, body, version);

    public Task<Reply> PutAsync(string path, object? body, string? version = null) => WriteAsync(HttpMethod.Put, path, body, version);

    /// <summary>A careful client: on a busy machine, what does not answer in time is asked again, and on a quick one what was asked too often (429, nothing was done) a second later.</summary>
    public async Task<Reply> SendAsync(Func<HttpRequestMessage> request)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var attempt = 1; ; attempt++)
        {
            using var sent = request();
            using var reply = await _http.SendAsync(sent, TestContext.Current.CancellationToken);
            if ((int)reply.StatusCode is not (429 or 502 or 503 or 504) || attempt == Attempts) return await Reply.OfAsync(reply);
            await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Follows redirects as a browser does, over the sandbox's pages too.</summary>
    public async Task<HtmlPage> BrowseAsync(string path) => await FollowAsync(new(HttpMethod.Get, new Uri(_http.BaseAddress!, path)));

    public Task<HtmlPage> SubmitAsync(HtmlPage page, params string[] choices)
    {
        var (action, fields) = page.Fill(choices);
        var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(fields) };
        // What a browser says of where the form came from.
        request.Headers.Add("Origin", page.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return FollowAsync(request);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HtmlPage> FollowAsync(HttpRequestMessage request)
    {
        for (var hops = 0; hops < 15; hops++)
        {
            using var sent = request;
            using var reply = await _http.SendAsync(sent, TestContext.Current.CancellationToken);
            var here = sent.RequestUri!;
            if (reply.Headers.Location is not { } next)
                return new(here, (int)reply.StatusCode, Encoding.UTF8.GetString(await reply.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
            request = new(HttpMethod.Get, new Uri(here, next));
        }
        throw new InvalidOperationException("Too many redirects.");
    }

    private Task<Reply> WriteAsync(HttpMethod method, string path, object? body, string? version)
    {
        var key = Guid.NewGuid().ToString();
        return SendAsync(() =>
        {
            var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType()) };
            request.Headers.Add("Idempotency-Key", key);
            if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", version);
            return request;
        });
    }
}
