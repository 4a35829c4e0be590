using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.Tokens;

/// <summary>The closed default also meets requests that fit no endpoint. Who is known learns that there is nothing there, or that the method or format is wrong, rather than that a right is missing.</summary>
internal sealed class ClosedDoors : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden || context.GetEndpoint() is RouteEndpoint) return _usual.HandleAsync(next, context, policy, authorizeResult);
        // Routing's own answers (405, 415) are endpoints without a route.
        if (context.GetEndpoint() is not null) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
