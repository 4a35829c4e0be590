using System.Net;
using System.Text.RegularExpressions;

namespace Sso.Tests;

/// <summary>One browser: keeps the host's cookies and shows each redirect instead of following it.</summary>
public sealed partial class Browser(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };

    public void Dispose() => _http.Dispose();

    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken ct) => SendAsync(new(HttpMethod.Get, path), ct);

    public Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> form, CancellationToken ct) =>
        SendAsync(new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) }, ct);

    public static string Hidden(string html, string name) =>
        WebUtility.HtmlDecode(Regex.Match(html, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (Cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        var reply = await _http.SendAsync(request, ct);
        foreach (var set in reply.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
        {
            var match = NameAndValue().Match(set);
            if (set.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase)) Cookies.Remove(match.Groups[1].Value);
            else Cookies[match.Groups[1].Value] = match.Groups[2].Value;
        }
        return reply;
    }

    [GeneratedRegex("^([^=]+)=([^;]*)")]
    private static partial Regex NameAndValue();
}
