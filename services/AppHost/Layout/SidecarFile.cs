using System.Text.Json;
using AppHost.Certificates;

namespace AppHost.Layout;

/// <summary>Tells the local sidecar which applications it serves, on which ports, with which tokens.</summary>
internal static class SidecarFile
{
    public static void Write(string data, Ports ports, ServiceSettings settings)
    {
        var apps = ServiceSettings.Services.Select(service => new
        {
            appId = service, httpPort = ports.Sidecar(service), appPort = ports.Http(service), apiToken = settings.SecretOf($"sidecar-{service}"), appToken = settings.SecretOf($"app-{service}"),
            health = new { path = "/health/live", intervalMs = 1000, timeoutMs = 1000, threshold = 3 },
        });
        PrivateFile.Write(Path.Combine(data, "sidecar.json"), JsonSerializer.Serialize(new
        {
            data = Path.Combine(data, "sidecar.db"),
            @operator = new { port = ports.SidecarOperator, token = settings.SecretOf("sidecar-operator") },
            apps,
        }));
    }
}
