using System.Diagnostics;
using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>One call on Kestrel: what the handler sees of it.</summary>
internal sealed partial class ServerCall : ServerCallContext
{
    private readonly IMethod _method;
    private readonly GrpcServiceOptions _options;
    private long _startedAt;
    private TimeSpan? _timeout;
    private CancellationTokenSource? _expiry;
    private Metadata? _requestHeaders, _responseTrailers;
    private CompressionLevel? _gzip;

    private ServerCall(HttpContext http, IMethod method, GrpcServiceOptions options) => (Http, _method, _options) = (http, method, options);

    public HttpContext Http { get; }
    public MessageReader Messages => field ??= new(Http.Request.BodyReader, _options.MaxReceiveMessageSize, Http.Request.Headers.GrpcEncoding);

    /// <summary>Null when the request is no gRPC call this server can answer; the refusal is then written.</summary>
    public static ServerCall? Accept(HttpContext http, IMethod method, GrpcServiceOptions options)
    {
        var (request, response) = (http.Request, http.Response);
        if (!HttpProtocol.IsHttp2(request.Protocol) && !HttpProtocol.IsHttp3(request.Protocol))
        {
            response.StatusCode = StatusCodes.Status426UpgradeRequired;
            response.Headers.Upgrade = "h2c";
            return null;
        }
        if (!GrpcRequest.Is(request))
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return null;
        }
        if (!string.Equals(request.Path.Value, method.FullName, StringComparison.Ordinal))
        {
            GrpcRequest.Refuse(response, new(StatusCode.Unimplemented, "The path of a method is case-sensitive."));
            return null;
        }

        // The limit is on each message, not on the body.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        var call = new ServerCall(http, method, options);
        return call.ReadTimeout() && call.AgreeOnEncoding() ? call : null;
    }

    private bool ReadTimeout()
    {
        if (Http.Request.Headers.GrpcTimeout is not [{ } text]) return true;
        if (!TimeoutText.TryDecode(text, out var timeout))
        {
            GrpcRequest.Refuse(Http.Response, new(StatusCode.Internal, "The timeout of the call cannot be read."));
            return false;
        }
        _startedAt = Stopwatch.GetTimestamp();
        _timeout = timeout;
        return true;
    }

    private bool AgreeOnEncoding()
    {
        Http.Response.ContentType = GrpcRequest.ContentType;
        if (Http.Request.Headers.GrpcEncoding is [{ } encoding] && encoding is not ("identity" or Gzip.Name))
        {
            Http.Response.Headers.GrpcAcceptEncoding = Gzip.Accepted;
            GrpcRequest.Refuse(Http.Response, new(StatusCode.Unimplemented, "The encoding of the call is not supported."));
            return false;
        }
        if (_options.ResponseCompressionAlgorithm == Gzip.Name && Http.Request.Headers.GrpcAcceptEncoding.ToString().Contains(Gzip.Name, StringComparison.Ordinal))
        {
            _gzip = _options.ResponseCompressionLevel ?? CompressionLevel.Fastest;
            Http.Response.Headers.GrpcEncoding = Gzip.Name;
        }
        return true;
    }

    /// <summary>A stream of requests may rest.</summary>
    public void ExpectStream()
    {
        if (Http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }

    protected override string MethodCore => _method.FullName;
    protected override string HostCore => Http.Request.Host.Value ?? "";
    protected override Status StatusCore { get; set; }
    protected override WriteOptions? WriteOptionsCore { get; set; }
    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];
    protected override IDictionary<object, object> UserStateCore => field ??= new Dictionary<object, object>();

    protected override string PeerCore => Http.Connection.RemoteIpAddress is { } address
        ? $"{(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? $"ipv4:{address}" : $"ipv6:[{address}]")}:{Http.Connection.RemotePort}"
        : "unknown";

    protected override DateTime DeadlineCore => _timeout is null ? DateTime.MaxValue : TimeProvider.System.GetUtcNow().UtcDateTime + Remaining;

    protected override Metadata RequestHeadersCore
    {
        get
        {
            if (_requestHeaders is not null) return _requestHeaders;
            var headers = new Metadata();
            foreach (var (key, values) in Http.Request.Headers)
            {
                foreach (var value in values) MetadataText.Receive(headers, key, value);
            }
            return _requestHeaders = headers;
        }
    }

    protected override CancellationToken CancellationTokenCore => _timeout is null ? Http.RequestAborted : Expiry.Token;

    private TimeSpan Remaining => _timeout!.Value - Stopwatch.GetElapsedTime(_startedAt);
    private bool Expired => _timeout is not null && Remaining <= TimeSpan.Zero;

    /// <summary>Made when first asked for: a handler that answers at once needs no timer.</summary>
    private CancellationTokenSource Expiry
    {
        get
        {
            if (_expiry is not null) return _expiry;
            var made = CancellationTokenSource.CreateLinkedTokenSource(Http.RequestAborted);
            var winner = Interlocked.CompareExchange(ref _expiry, made, null);
            if (winner is not null)
            {
                made.Dispose();
                return winner;
            }
            made.CancelAfter(TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(Remaining.TotalMilliseconds), 0, uint.MaxValue - 1)));
            return made;
        }
    }
}
