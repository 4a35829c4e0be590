using Yarp.ReverseProxy.Configuration;

namespace Gateway.Routing;

/// <summary>Gives each cluster the address of its service (<c>Services:{cluster}:Http</c>), and drops routes to what is not installed.</summary>
internal sealed class ServiceAddresses(IConfiguration configuration) : IProxyConfigFilter
{
    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel)
    {
        var address = AddressOf(cluster.ClusterId);
        return new(address is null ? cluster : cluster with
        {
            Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["only"] = new() { Address = address } },
        });
    }

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => new(route);

    private string? AddressOf(string cluster) => configuration[cluster == "sandbox" ? "Gateway:Sandbox" : $"Services:{cluster}:Http"];
}
