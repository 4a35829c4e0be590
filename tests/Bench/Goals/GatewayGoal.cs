using System.Security.Cryptography;
using Bench.Load;
using Bench.Measuring;
using Bench.Servers;

namespace Bench.Goals;

/// <summary>The gateway's hop with token, tenant, limits and headers, all over TLS, before the same backend as its anchors.</summary>
internal sealed class GatewayGoal() : Goal("P1 P2 P3 P4", "gateway ÷ bare YARP, YARP + RS256, HAProxy + RS256 (TLS)")
{
    private const int Connections = 32;
    private const string Path = "/api/identity/usagers";
    private const string Gateway = "gateway", Yarp = "bare YARP", Verifying = "bare YARP + RS256", Peer = "HAProxy + RS256";

    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var issuer = bench.Own(await Issuer.StartAsync());
        var pem = System.IO.Path.Combine(bench.Folder, "server.pem");
        var certificate = bench.Own(Pki.Make(pem));
        var publicKey = System.IO.Path.Combine(bench.Folder, "rs256.pem");
        await File.WriteAllTextAsync(publicKey, issuer.RsaPublicKey);
        var (es, rs) = ($"Bearer {issuer.Token("identity:read", Guid.CreateVersion7().ToString())}", $"Bearer {issuer.RsaToken("identity:read", Guid.CreateVersion7().ToString())}");

        var backend = ServedProcess.FreePort();
        await bench.ServeAsync("kestrel", backend, null, null, $"{backend}");
        var (yarpPort, verifyingPort, gatewayPort) = (ServedProcess.FreePort(), ServedProcess.FreePort(), ServedProcess.FreePort());
        var yarp = await bench.ServeAsync("yarp", yarpPort, null, null, $"{yarpPort}", $"http://127.0.0.1:{backend}", pem);
        var verifying = await bench.ServeAsync("yarp", verifyingPort, null, null, $"{verifyingPort}", $"http://127.0.0.1:{backend}", pem, publicKey);
        var gateway = bench.Own(await StartAsync(bench, issuer, gatewayPort, backend, pem));

        var subject = new Http1Load(gatewayPort, Path, es, certificate);
        var plain = new Http1Load(yarpPort, Path, null, certificate);
        var verified = new Http1Load(verifyingPort, Path, rs, certificate);
        var direct = new Http1Load(backend, Path, null, null);
        await ProveGuardedAsync(new(gatewayPort, Path, null, certificate), new(verifyingPort, Path, null, certificate));

        List<Contender> contenders =
        [
            new(Gateway, length => subject.ShootAsync(Connections, length, () => gateway.Cpu)),
            new(Yarp, length => plain.ShootAsync(Connections, length, () => yarp.Cpu)),
            new(Verifying, length => verified.ShootAsync(Connections, length, () => verifying.Cpu)),
            new("direct, 1 connection", length => direct.ShootAsync(1, length, () => TimeSpan.Zero)),
            new("bare YARP, 1 connection", length => plain.ShootAsync(1, length, () => yarp.Cpu)),
            new("gateway, 1 connection", length => subject.ShootAsync(1, length, () => gateway.Cpu)),
        ];
        if (HaProxy.Installed)
        {
            var port = ServedProcess.FreePort();
            var haproxy = bench.Own(await HaProxy.StartAsync(bench.Folder, port, backend, pem, publicKey));
            var peer = new Http1Load(port, Path, rs, certificate);
            contenders.Add(new(Peer, length => peer.ShootAsync(Connections, length, () => haproxy.Cpu)));
        }

        var shots = await bench.RoundsAsync([.. contenders]);
        double Hop(string name) => shots[name].P50 - shots["direct, 1 connection"].P50;
        return new(shots,
        [
            Finding.Higher("P1 requests/s against YARP + RS256", shots[Gateway].PerSecond / shots[Verifying].PerSecond, 0.7, 1.5),
            Finding.Lower("P2 CPU a request against bare YARP", shots[Gateway].CpuPerRequest / shots[Yarp].CpuPerRequest, 2.0, 1.4),
            shots.TryGetValue(Peer, out var other)
                ? Finding.Higher("P3 requests/s against HAProxy + RS256", shots[Gateway].PerSecond / other.PerSecond, 0.5, 1.0)
                : Finding.Noted("P3 HAProxy is not installed", double.NaN),
            Finding.Lower("P4 hop added, one connection, against bare YARP's", Hop("gateway, 1 connection") / Hop("bare YARP, 1 connection"), 2.5, 1.5),
        ]);
    }

    private static async Task<ServedProcess> StartAsync(BenchRun bench, Issuer issuer, int port, int backend, string pem)
    {
        await Startable.BuildAsync(System.IO.Path.Combine(Startable.Root, "gateway", "Platform.Gateway.csproj"));
        var sso = ServedProcess.FreePort();
        bench.Own(new Stopping(NoRevocations.Make(sso)));
        var key = System.IO.Path.Combine(bench.Folder, "gateway-client.pem");
        using (var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256)) await File.WriteAllTextAsync(key, pair.ExportPkcs8PrivateKeyPem());
        var settings = new Dictionary<string, string>(issuer.Settings)
        {
            ["Gateway__Port"] = $"{port}", ["Gateway__CertificateFile"] = pem, ["Gateway__CertificateKeyFile"] = pem, ["Platform__ClientKeyFile"] = key,
            ["Gateway__Limits__TenantPerSecond"] = "1000000", ["Gateway__Limits__ClientPerSecond"] = "1000000", ["Gateway__Limits__AddressPerSecond"] = "1000000",
            ["Services__identity__Http"] = $"http://127.0.0.1:{backend}", ["Services__sso__Grpc"] = $"http://127.0.0.1:{sso}", ["Services__sso__Http"] = issuer.Address,
            ["Logging__LogLevel__Default"] = "Warning",
        };
        var folder = System.IO.Path.Combine(Startable.Root, "gateway");
        return await ServedProcess.StartAsync(
            "dotnet", [System.IO.Path.Combine(Startable.Root, "artifacts", "bin", "Platform.Gateway", "release", "Platform.Gateway.dll")], settings, port, null, folder);
    }

    private static async Task ProveGuardedAsync(params Http1Load[] loads)
    {
        foreach (var load in loads)
        {
            var status = await load.StatusAsync();
            if (status != 401) throw new InvalidOperationException($"A door answers {status} without a token.");
        }
    }

    /// <summary>A server in this process, ended with the run.</summary>
    private sealed class Stopping : IDisposable
    {
        private readonly WebApplication _app;

        public Stopping(WebApplication app)
        {
            _app = app;
            _app.Start();
        }

        public void Dispose() => _app.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
