using System.Net.Http;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client;

/// <summary>How a channel reaches its server.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>Carries the requests; null for one made for gRPC. It is disposed with the channel only when <see cref="DisposeHttpClient"/> says so.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }
    public bool DisposeHttpClient { get; set; }

    /// <summary>Bytes of one received message, after decompression too; null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Which calls are tried again, and how often.</summary>
    public ServiceConfig? ServiceConfig { get; set; }

    /// <summary>Upper bound of attempts, whatever the service configuration says.</summary>
    public int? MaxRetryAttempts { get; set; } = 5;

    /// <summary>Given to calls that set no deadline of their own. The official packages have no such option.</summary>
    public TimeSpan? DefaultDeadline { get; set; }
}
