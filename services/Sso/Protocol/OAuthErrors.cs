using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Sso.Protocol;

/// <summary>What every back-channel endpoint shares: a small body, no caching, and refusals written as RFC 6749 asks.</summary>
public static class OAuthErrors
{
    public const int MaxBodyBytes = 64 * 1024;

    public static RouteGroupBuilder AnswerAsOAuth(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(async (context, next) =>
        {
            var response = context.HttpContext.Response;
            response.Headers.CacheControl = "no-store";
            response.Headers.Pragma = "no-cache";
            try
            {
                return await next(context);
            }
            catch (OAuthException refusal)
            {
                return Refuse(context.HttpContext, refusal);
            }
        });
        return group;
    }

    public static void LimitBody(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxBodyBytes;
    }

    private static IResult Refuse(HttpContext http, OAuthException refusal)
    {
        if (refusal.Status == 401 && http.Request.Headers.Authorization.ToString().StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"sso\"";
        if (refusal.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Results.Json(new { error = refusal.Error, error_description = refusal.Message }, statusCode: refusal.Status);
    }
}
