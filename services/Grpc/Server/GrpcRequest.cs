using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server;

/// <summary>What tells a gRPC call from another HTTP request, and how one is refused before it starts.</summary>
internal sealed class GrpcRequest : IRouteConstraint
{
    public const string ContentType = "application/grpc";

    public static bool Is(HttpRequest request) => request.ContentType is { } type && Is(type);

    public static bool Is(string contentType) =>
        contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is ';' or '+');

    /// <summary>Trailers only: one header block that is also the end.</summary>
    public static void Refuse(HttpResponse response, Status status)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = ContentType;
        Write(response.Headers, status);
    }

    public static void Write(IHeaderDictionary headers, Status status)
    {
        headers.GrpcStatus = StatusText.Code(status.StatusCode);
        if (status.Detail.Length > 0) headers.GrpcMessage = StatusText.Encode(status.Detail);
    }

    bool IRouteConstraint.Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        httpContext is not null && Is(httpContext.Request);
}
