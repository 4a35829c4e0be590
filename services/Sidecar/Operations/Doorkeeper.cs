using Sidecar.Delivering;
using Sidecar.Publishing;
using Sidecar.Setup;
using Sidecar.Storing;

namespace Sidecar.Operations;

/// <summary>
/// Tells by the port who is calling and checks the token of that port; answers refusals as Dapr does. The operator's
/// paths exist on the operator's port only, and Dapr's on the others.
/// </summary>
internal sealed class Doorkeeper(IReadOnlyList<AppLink> apps, SidecarSettings settings, ILogger<Doorkeeper> log)
{
    private readonly Dictionary<int, AppLink> _apps = apps.ToDictionary(app => app.Settings.HttpPort);
    private readonly ApiToken? _operatorToken = ApiToken.From(settings.Operator?.Token, settings.Operator?.TokenFile);

    public async Task ReceiveAsync(HttpContext http, RequestDelegate next)
    {
        var forOperator = http.Connection.LocalPort == settings.Operator?.Port;
        var token = _operatorToken;
        if (!forOperator)
        {
            var app = _apps[http.Connection.LocalPort];
            http.Features.Set(app);
            token = app.ApiToken;
        }

        if (token is not null && !IsOpen(http) && !token.Matches(http.Request.Headers[ApiToken.Header]))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await http.Response.WriteAsync("invalid api token", http.RequestAborted);
        }
        else if (http.Request.Path.StartsWithSegments("/operator") != forOperator) await UnknownAsync(http);
        else await ServeAsync(http, next);
    }

    private static bool IsOpen(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && http.Request.Path.Value is HealthEndpoints.Path or HealthEndpoints.Path + "/outbound";

    private async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
            if (http.Response.StatusCode is 404 or 405 && !http.Response.HasStarted && http.GetEndpoint() is null) await UnknownAsync(http);
        }
        catch (RefusedException refused)
        {
            await ApiError.WriteAsync(http, refused.Status, refused.Code, refused.Message);
        }
        catch (Exception failure) when (failure is StoreFailedException && !http.Response.HasStarted)
        {
            log.NotStored(http.Request.Path, failure);
            await ApiError.WriteAsync(http, 500, "ERR_PUBSUB_PUBLISH_MESSAGE", "the message could not be stored");
        }
    }

    private static Task UnknownAsync(HttpContext http) =>
        ApiError.WriteAsync(http, 404, "ERR_API_UNIMPLEMENTED", "this sidecar speaks publish and subscribe only");
}

internal static partial class DoorkeeperLog
{
    [LoggerMessage(301, LogLevel.Error, "{Path} could not be stored.")]
    public static partial void NotStored(this ILogger log, string path, Exception failure);
}
