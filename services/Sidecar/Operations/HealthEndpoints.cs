using Microsoft.AspNetCore.Http.Features;
using Sidecar.Delivering;
using Sidecar.Publishing;

namespace Sidecar.Operations;

/// <summary>Whether the sidecar is up, with or without its application. Open to all.</summary>
internal static class HealthEndpoints
{
    public const string Path = "/v1.0/healthz";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, AnswerAsync);
        routes.MapGet(Path + "/outbound", http =>
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    private static Task AnswerAsync(HttpContext http)
    {
        var app = http.Features.GetRequiredFeature<AppLink>();
        var asked = http.Request.Query["appid"].ToString();
        if (asked.Length > 0 && asked != app.AppId) return ApiError.WriteAsync(http, 500, "ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match");
        if (app.Refusal is { } refusal) return ApiError.WriteAsync(http, 500, "ERR_HEALTH_NOT_READY", $"dapr is not ready: {refusal}");
        if (!app.Ready) return ApiError.WriteAsync(http, 500, "ERR_HEALTH_NOT_READY", "dapr is not ready");
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
