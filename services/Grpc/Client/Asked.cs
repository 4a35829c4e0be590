using System.Globalization;
using System.Net;
using System.Net.Http;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The request that opens a call, with the headers of the protocol before those of the caller.</summary>
internal static class Asked
{
    /// <param name="left">Time left of the deadline; null when there is none.</param>
    public static HttpRequestMessage Of(Uri address, HttpContent content, Metadata? metadata, TimeSpan? left, bool compressed, int attempt)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content,
        };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation("user-agent", "grpc-csharp-platform/1");
        headers.TryAddWithoutValidation("grpc-accept-encoding", Gzip.Accepted);
        if (left is { } timeout) headers.TryAddWithoutValidation("grpc-timeout", TimeoutText.Encode(timeout));
        if (attempt > 1) headers.TryAddWithoutValidation("grpc-previous-rpc-attempts", (attempt - 1).ToString(CultureInfo.InvariantCulture));
        if (compressed) headers.TryAddWithoutValidation("grpc-encoding", Gzip.Name);
        if (metadata is null) return request;
        foreach (var entry in metadata)
        {
            if (entry.Key == "user-agent" || !MetadataText.Reserved(entry.Key)) headers.TryAddWithoutValidation(entry.Key, MetadataText.Value(entry));
        }
        return request;
    }
}
