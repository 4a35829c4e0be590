using Google.Protobuf;

namespace Grpc.Core;

/// <summary>A status with details: <c>google.rpc.Status</c> in the trailer <c>grpc-status-details-bin</c>.</summary>
public static class RpcExceptionExtensions
{
    private const string DetailsKey = "grpc-status-details-bin";

    /// <summary>Null when the other side sent no details, or none that can be read.</summary>
    public static Google.Rpc.Status? GetRpcStatus(this RpcException ex)
    {
        if (ex.Trailers.GetValueBytes(DetailsKey) is not { } bytes) return null;
        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>The first detail of this type.</summary>
    public static T? GetDetail<T>(this Google.Rpc.Status status) where T : class, IMessage<T>, new()
    {
        var wanted = new T().Descriptor;
        var found = status.Details.FirstOrDefault(detail => detail.Is(wanted));
        return found?.Unpack<T>();
    }

    public static RpcException ToRpcException(this Google.Rpc.Status status) => new(
        new((StatusCode)status.Code, status.Message), new Metadata { { DetailsKey, status.ToByteArray() } });
}
