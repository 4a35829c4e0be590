using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

public static class ServerCallContextExtensions
{
    private const string UserStateKey = "__HttpContext";

    /// <summary>The HTTP request behind the call. A context made by a test may hold it in its user state.</summary>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext) => serverCallContext switch
    {
        ServerCall call => call.Http,
        _ when serverCallContext.UserState.TryGetValue(UserStateKey, out var held) && held is HttpContext http => http,
        _ => throw new InvalidOperationException("This call did not come over HTTP."),
    };
}
