using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests;

/// <summary>A service behind the gateway that answers with what reached it.</summary>
public sealed class Backend : IAsyncDisposable
{
    private WebApplication _app = null!;

    public string Address { get; private set; } = "";

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/openapi/v1.json", () => Results.Json(new { openapi = "3.1.1", servers = new[] { new { url = "http://inside" } }, paths = new { } }));
        _app.Map("/slow", async (HttpContext http) =>
        {
            using var closed = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            var never = new TaskCompletionSource();
            await using var _ = closed.Token.Register(never.SetResult);
            await never.Task;
        });
        _app.Map("/{**path}", Echo);
        await _app.StartAsync();
        Address = _app.Urls.First();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<IResult> Echo(HttpContext http, CancellationToken ct)
    {
        await http.Request.Body.CopyToAsync(Stream.Null, ct);
        return Results.Json(new
        {
            path = http.Request.Path.Value + http.Request.QueryString,
            headers = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()),
        }, new JsonSerializerOptions());
    }
}
