using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Protection;

/// <summary>A service that is down or too slow is a passing state with a time to try again, not a broken gateway.</summary>
internal static class ForwardingFailures
{
    public static async Task AnswerAsync(HttpContext context, Func<Task> next)
    {
        await next();
        if (context.Features.Get<IForwarderErrorFeature>() is not { } failure || context.Response.HasStarted) return;
        if (failure.Error is ForwarderError.NoAvailableDestinations) context.Response.StatusCode = StatusCodes.Status404NotFound;   // not installed here
        if (failure.Error is ForwarderError.Request) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        if (context.Response.StatusCode is StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout)
            context.Response.Headers.RetryAfter = "5";
    }
}
