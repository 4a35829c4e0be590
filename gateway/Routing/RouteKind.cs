using Yarp.ReverseProxy.Model;

namespace Gateway.Routing;

/// <summary>What a route's metadata say of its callers.</summary>
internal static class RouteKind
{
    /// <summary>A service of the platform: needs a session or a token, receives a token.</summary>
    public const string Api = "api";

    /// <summary>sso: receives its own cookies and clients' credentials.</summary>
    public const string Provider = "provider";

    /// <summary>Outside the trust boundary (sandbox): receives no credential.</summary>
    public const string Foreign = "foreign";

    /// <summary>The gateway's own pages; null when no route fits.</summary>
    public const string Own = "own";

    public static string Of(HttpContext context)
    {
        var route = context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>();
        return route is null ? Own : route.Config.Metadata?.GetValueOrDefault("Kind") ?? Foreign;
    }
}
