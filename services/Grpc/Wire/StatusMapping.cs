using System.Net.Http;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>What an answer that carries no grpc-status means.</summary>
internal static class StatusMapping
{
    public static StatusCode OfHttp(int status) => status switch
    {
        400 or 431 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>The error code of RST_STREAM or GOAWAY.</summary>
    public static StatusCode OfReset(long error) => error switch
    {
        7 => StatusCode.Unavailable,
        8 => StatusCode.Cancelled,
        11 => StatusCode.ResourceExhausted,
        12 => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    public static RpcException OfBrokenCall(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException reset)
                return Failures.As(OfReset(reset.ErrorCode), $"The server reset the call with HTTP/2 error {reset.ErrorCode}.", failure);
        }
        return failure is HttpRequestException or IOException
            ? Failures.As(StatusCode.Unavailable, "The server cannot be reached.", failure)
            : Failures.As(StatusCode.Internal, "The call failed.", failure);
    }
}
