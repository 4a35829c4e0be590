namespace Grpc.Core;

/// <summary>A call that did not end with OK, on either side of the wire.</summary>
public sealed class RpcException(Status status, Metadata trailers, string message) : Exception(message, status.DebugException)
{
    public RpcException(Status status) : this(status, Metadata.Empty, status.ToString()) { }
    public RpcException(Status status, string message) : this(status, Metadata.Empty, message) { }
    public RpcException(Status status, Metadata trailers) : this(status, trailers, status.ToString()) { }

    public Status Status => status;
    public StatusCode StatusCode => status.StatusCode;
    public Metadata Trailers => trailers;
}
