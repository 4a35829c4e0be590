using System.Security.Claims;
using Gateway.Protection;
using Gateway.Routing;

namespace Gateway.Visitors;

/// <summary>After routing: says who the request comes from, and what of its credentials may go further.</summary>
internal sealed class VisitorReader(RequestDelegate next, BearerTokens tokens, BrowserSessions sessions, SameSite sameSite)
{
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    public Task InvokeAsync(HttpContext context) => RouteKind.Of(context) switch
    {
        RouteKind.Api => ReadAsync(context),
        RouteKind.Provider => PassProviderCookies(context),
        _ => PassNothing(context),
    };

    private async Task ReadAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        Visitor? visitor = null;
        if (headers.Authorization is [{ } authorization])
        {
            if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
                visitor = await tokens.FindAsync(authorization["Bearer ".Length..], context.RequestAborted);
        }
        else if (context.Request.Cookies[BrowserSessions.Cookie] is { Length: > 0 and < 100 } cookie)
        {
            sameSite.Require(context.Request);
            visitor = await sessions.FindAsync(cookie);
        }

        headers.Cookie = default;
        headers.Authorization = visitor?.Authorization ?? default;
        context.User = visitor?.Principal ?? Nobody;
        if (visitor is not null) context.Features.Set(visitor);
        await next(context);
    }

    // sso reads its own cookies and its clients' credentials; the gateway's session cookie is none of its business.
    private Task PassProviderCookies(HttpContext context)
    {
        var own = context.Request.Cookies.Where(cookie => cookie.Key.StartsWith("__Host-sso", StringComparison.Ordinal)).Select(cookie => $"{cookie.Key}={cookie.Value}").ToList();
        context.Request.Headers.Cookie = own.Count > 0 ? string.Join("; ", own) : default(Microsoft.Extensions.Primitives.StringValues);
        return next(context);
    }

    private Task PassNothing(HttpContext context)
    {
        if (RouteKind.Of(context) == RouteKind.Foreign) (context.Request.Headers.Cookie, context.Request.Headers.Authorization) = (default, default);
        return next(context);
    }
}
