using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Bench.Measuring;

namespace Bench.Servers;

/// <summary>A service of the platform as it is shipped: its release build, alone, on embedded defaults.</summary>
internal sealed record Startable(string Name, string Project)
{
    private static readonly string[] Services = ["Identity", "Directory", "Consent", "Documents", "Messaging", "Audit", "Sso", "Agenda", "Billing", "Telemedicine"];

    public static string Root { get; } = Find();

    /// <summary>Builds what is to be started. A service that is only a host with no routes yet is left out.</summary>
    public static async Task<IReadOnlyList<Startable>> AllAsync()
    {
        var found = new List<Startable>();
        foreach (var name in Services)
        {
            var project = Path.Combine(Root, "services", name, $"{name}.csproj");
            if (!File.ReadAllText(Path.Combine(Root, "services", name, "Program.cs")).Contains("AddPlatform", StringComparison.Ordinal)) continue;
            await BuildAsync(project);
            found.Add(new(name, project));
        }
        return found;
    }

    public async Task<ServedProcess> StartAsync(string folder, Issuer issuer, int port, string? clientSecret = null, IReadOnlyDictionary<string, string>? more = null)
    {
        var run = Directory.CreateDirectory(Path.Combine(folder, $"{Name}-{port}")).FullName;
        var key = Path.Combine(run, "client.pem");
        using (var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256)) await File.WriteAllTextAsync(key, pair.ExportPkcs8PrivateKeyPem());
        var settings = new Dictionary<string, string>(issuer.Settings)
        {
            ["Platform__HttpPort"] = $"{port}", ["Platform__GrpcPort"] = $"{ServedProcess.FreePort()}", ["Platform__ClientKeyFile"] = key,
            [$"ConnectionStrings__{Name}"] = $"Data Source={Path.Combine(run, "service.db")}", ["DOTNET_ENVIRONMENT"] = "Production",
            ["Platform__DataFolder"] = run, ["Documents__KeyRingFile"] = Path.Combine(run, "documents-ring"), ["Documents__CreateKeyRing"] = "true",
        };
        settings["ASPNETCORE_CONTENTROOT"] = Path.Combine(Root, "services", Name);   // its appsettings.json; what it writes goes to the run's folder
        if (Name == "Sso") await RegisterAsync(settings, run, clientSecret ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        foreach (var other in Services) (settings[$"Services__{other.ToLowerInvariant()}__Http"], settings[$"Services__{other.ToLowerInvariant()}__Grpc"]) = ("http://127.0.0.1:9", "http://127.0.0.1:9");
        foreach (var (name, value) in more ?? new Dictionary<string, string>()) settings[name] = value;
        var binary = Path.Combine(Root, "artifacts", "bin", Name, "release", $"{Name}.dll");
        return await ServedProcess.StartAsync("dotnet", [binary], settings, port, new($"http://127.0.0.1:{port}/health/live"), run);
    }

    /// <summary>One client that shows a secret, and a national provider that is never asked.</summary>
    private static async Task RegisterAsync(Dictionary<string, string> settings, string run, string clientSecret)
    {
        var (clients, secret) = (Path.Combine(run, "clients.json"), Path.Combine(run, "psc.secret"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(clientSecret)));
        await File.WriteAllTextAsync(clients, JsonSerializer.Serialize(new { clients = new[] { new { clientId = "bench", kind = "service", secretSha256 = hash, scopes = new[] { "service" } } } }));
        await File.WriteAllTextAsync(secret, clientSecret);
        (settings["Sso__Clients"], settings["Sso__SealingKeyFile"]) = (clients, Path.Combine(run, "seal.key"));
        (settings["National__Psc__MetadataAddress"], settings["National__Psc__ClientId"], settings["National__Psc__ClientSecretFile"]) =
            ("https://127.0.0.1:9/.well-known/wallet-openid-configuration", "bench", secret);
    }

    public static async Task BuildAsync(string project)
    {
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", project, "-c", "Release", "-v", "q", "-nologo"]) { RedirectStandardOutput = true })!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        if (build.ExitCode != 0) throw new InvalidOperationException($"{Path.GetFileName(project)} does not build: {output}");
    }

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Platform.sln"))) return folder;
        }
        throw new DirectoryNotFoundException("The benches run outside of the repository.");
    }
}
