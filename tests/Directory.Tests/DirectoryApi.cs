using Contracts.Directory;
using Grpc.Core;
using Grpc.Net.Client;
using Testing;

namespace HealthDirectory.Tests;

/// <summary>The real directory with the demo structures.</summary>
public sealed class DirectoryApi : ServiceFixture<Program>
{
    public DirectoryApi() : base("directory") => Settings["Directory:Demo"] = "true";

    /// <summary>Asks as another service would; <paramref name="tenant"/> is named beside the service token.</summary>
    public DirectoryLookup.DirectoryLookupClient Lookup => new(GrpcChannel.ForAddress(GrpcAddress.ToString()));

    public Metadata Service(Guid? tenant = null)
    {
        var headers = new Metadata { { "authorization", $"Bearer {TestIssuer.Current.ServiceToken("consent", Clock.GetUtcNow())}" } };
        if (tenant is { } id) headers.Add("x-tenant", id.ToString());
        return headers;
    }
}
