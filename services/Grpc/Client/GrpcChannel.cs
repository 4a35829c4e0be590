using System.Collections.Concurrent;
using System.Net.Http;
using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client;

/// <summary>A way to one server over HTTP/2. Long-lived and shared.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ConcurrentDictionary<IMethod, Route> _routes = new();
    private readonly Uri _address;
    private readonly HttpMessageInvoker _http;
    private int _disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(address.Authority)
    {
        (_address, Options) = (address, options);
        _http = options.HttpHandler is { } handler ? new(handler, options.DisposeHttpClient) : new(Handler(), disposeHandler: true);
    }

    internal GrpcChannelOptions Options { get; }

    public static GrpcChannel ForAddress(string address) => ForAddress(address, new());
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new());
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions) => new(address, channelOptions);

    public override CallInvoker CreateCallInvoker() => new HttpCallInvoker(this);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) _http.Dispose();
    }

    internal Route RouteOf(IMethod method) => _routes.GetOrAdd(method, static (method, channel) => channel.Find(method), this);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return _http.SendAsync(request, ct);
    }

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private Route Find(IMethod method)
    {
        var config = Options.ServiceConfig?.MethodConfigs
            .Select(candidate => (candidate, Closeness: candidate.Names.Select(name => name.Closeness(method)).DefaultIfEmpty().Max()))
            .Where(match => match.Closeness > 0).OrderByDescending(match => match.Closeness).Select(match => match.candidate).FirstOrDefault();
        return new(new Uri(_address, method.FullName), config?.RetryPolicy);
    }

    /// <summary>Connections are renewed so that a name behind which servers come and go is looked up again.</summary>
    private static SocketsHttpHandler Handler() => new()
    {
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        KeepAlivePingDelay = TimeSpan.FromSeconds(60),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    };

    internal sealed record Route(Uri Address, RetryPolicy? Retry);
}
