using System.Collections.Frozen;

namespace Gateway.Routing;

/// <summary>The first part of a service's address that the outside may reach: a plain word that is none of the mesh's own doors.</summary>
internal sealed class OutwardArea : IRouteConstraint
{
    private static readonly FrozenSet<string> Inner = FrozenSet.ToFrozenSet(["events", "dapr", "health", "openapi", "metrics", "dead-letters", "healthz"], StringComparer.OrdinalIgnoreCase);

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value) && value is string area && area.AsSpan().IndexOfAnyExcept(Letters) < 0 && !Inner.Contains(area);

    // A dot would reach gRPC methods (/identity.v1.IdentityLookup/…), an escape could hide one.
    private static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz-");
}
