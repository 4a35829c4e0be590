using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>Authorization refuses a gRPC call with a gRPC status, whatever scheme authenticated it, and anything else as before.</summary>
internal sealed class AnswerRefusals(IAuthorizationMiddlewareResultHandler http) : IAuthorizationMiddlewareResultHandler
{
    private static readonly Status NoCredentials = new(StatusCode.Unauthenticated, "The call carries no valid credentials.");
    private static readonly Status NotAllowed = new(StatusCode.PermissionDenied, "The caller may not use this method.");

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || !GrpcRequest.Is(context.Request)) return http.HandleAsync(next, context, policy, authorizeResult);
        GrpcRequest.Refuse(context.Response, authorizeResult.Challenged ? NoCredentials : NotAllowed);
        return Task.CompletedTask;
    }
}
