using System.IO.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>Limits and compression of the gRPC services of this process.</summary>
public sealed class GrpcServiceOptions
{
    /// <summary>Bytes of one received message, after decompression too; null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Bytes of one sent message, before compression; null for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>How an exception of a handler is told to the caller; null, or a null answer, says only that the call failed. (grpc-dotnet has interceptors for this.)</summary>
    public Func<Exception, Grpc.Core.RpcException?>? Failure { get; set; }

    /// <summary><c>gzip</c>, or null to send messages as they are.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }
    public CompressionLevel? ResponseCompressionLevel { get; set; }
}
