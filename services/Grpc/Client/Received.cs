using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>What the headers and trailers of an answer say. Read without validation, so that odd values do not throw.</summary>
internal static class Received
{
    public static Metadata Metadata(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (key, values) in headers.NonValidated)
        {
            foreach (var value in values) MetadataText.Receive(metadata, key, value);
        }
        return metadata;
    }

    /// <summary>Null when no grpc-status is among them.</summary>
    public static ClientCall.Outcome? Outcome(HttpHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("grpc-status", out var codes)) return null;
        var detail = headers.NonValidated.TryGetValues("grpc-message", out var messages) ? StatusText.Decode(messages.ToString()) : "";
        var code = StatusText.Code(codes.ToString());
        if (code == StatusCode.OK && detail.Length == 0 && headers.NonValidated.Count == 1) return Fine;
        return new(new(code, detail), Metadata(headers));
    }

    /// <summary>The outcome of an answer that ends with its headers, or is none of gRPC.</summary>
    public static ClientCall.Outcome? EarlyOutcome(HttpResponseMessage response)
    {
        if (Outcome(response.Headers) is { } told) return told;
        if (response.StatusCode != HttpStatusCode.OK)
            return new(new(StatusMapping.OfHttp((int)response.StatusCode), $"The server answered with HTTP status {(int)response.StatusCode}."), Metadata(response.Headers));
        var type = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var types) ? types.ToString() : "";
        return AspNetCore.Server.GrpcRequest.Is(type) ? null : new(new(StatusCode.Unknown, "The server answered with another content type than application/grpc."), []);
    }

    private static readonly ClientCall.Outcome Fine = new(Status.DefaultSuccess, Core.Metadata.Empty);
}
