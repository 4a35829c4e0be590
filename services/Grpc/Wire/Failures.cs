using Grpc.Core;

namespace Grpc.Wire;

internal static class Failures
{
    public static RpcException As(StatusCode code, string detail) => new(new Status(code, detail));
    public static RpcException As(StatusCode code, string detail, Exception cause) => new(new Status(code, detail, cause));
}
