using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.HealthCheck;

/// <summary>Tells probes whether this process serves. The empty name is the whole server.</summary>
public class HealthServiceImpl : Health.V1.Health.HealthBase
{
    private readonly ConcurrentDictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Channel<bool>, string> _watches = new();
    private volatile bool _stopping;

    public void SetStatus(string service, ServingStatus status)
    {
        if (_stopping) return;
        _statuses[service] = status;
        Notify(service);
    }

    public void ClearStatus(string service)
    {
        if (_statuses.TryRemove(service, out _)) Notify(service);
    }

    public void ClearAll()
    {
        foreach (var service in _statuses.Keys) ClearStatus(service);
    }

    /// <summary>Everything is NOT_SERVING from now on, and watches end once they have said so, since they would hold the shutdown.</summary>
    public void Stop()
    {
        _stopping = true;
        foreach (var service in _statuses.Keys) _statuses[service] = ServingStatus.NotServing;
        foreach (var (watch, _) in _watches)
        {
            watch.Writer.TryWrite(true);
            watch.Writer.TryComplete();
        }
    }

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        _statuses.TryGetValue(request.Service, out var status)
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RpcException(new(StatusCode.NotFound, "This server has no such service."));

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        // One place is enough: what matters is that something changed since the last look.
        var watch = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        _watches[watch] = request.Service;
        try
        {
            watch.Writer.TryWrite(true);
            if (_stopping) watch.Writer.TryComplete();
            var told = (ServingStatus?)null;
            await foreach (var _ in watch.Reader.ReadAllAsync(context.CancellationToken))
            {
                var status = _statuses.TryGetValue(request.Service, out var known) ? known : ServingStatus.ServiceUnknown;
                if (status == told) continue;
                told = status;
                await responseStream.WriteAsync(new() { Status = status }, context.CancellationToken);
            }
        }
        finally
        {
            _watches.TryRemove(watch, out _);
        }
    }

    private void Notify(string service)
    {
        foreach (var (watch, watched) in _watches)
        {
            if (watched == service) watch.Writer.TryWrite(true);
        }
    }
}
