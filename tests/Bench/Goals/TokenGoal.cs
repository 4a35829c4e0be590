using System.Security.Cryptography;
using Bench.Load;
using Bench.Measuring;
using Bench.Servers;

namespace Bench.Goals;

/// <summary>Access tokens for a service that shows its secret, by the CPU they cost.</summary>
internal sealed class TokenGoal() : Goal("P7", "token issuance per CPU second (ES256) ÷ oidc-provider")
{
    private const int Connections = 16;

    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var issuer = bench.Own(await Issuer.StartAsync());
        var (port, peerPort) = (ServedProcess.FreePort(), ServedProcess.FreePort());
        await Startable.BuildAsync(Path.Combine(Startable.Root, "services", "Sso", "Sso.csproj"));
        var sso = bench.Own(await new Startable("Sso", "").StartAsync(bench.Folder, issuer, port, secret, new Dictionary<string, string> { ["Dapr__HttpEndpoint"] = issuer.Address }));
        var peer = bench.Own(await NodeAnchor.StartAsync("oidc-provider.mjs", peerPort, secret));

        var form = $"grant_type=client_credentials&client_id=bench&client_secret={secret}&scope=service";
        var ours = new Http1Load(port, "/oauth/token", null, null, form);
        var theirs = new Http1Load(peerPort, "/token", null, null, form + "&resource=urn%3Aplatform");
        var stranger = new Http1Load(port, "/oauth/token", null, null, form.Replace(secret, "wrong", StringComparison.Ordinal));
        if (await stranger.StatusAsync() == 200) throw new InvalidOperationException("A wrong secret gets a token.");

        var shots = await bench.RoundsAsync(
            new("sso", length => ours.ShootAsync(Connections, length, () => sso.Cpu)),
            new("oidc-provider", length => theirs.ShootAsync(Connections, length, () => peer.Cpu)));
        return new(shots,
        [
            Finding.Higher("tokens per CPU second", shots["oidc-provider"].CpuPerRequest / shots["sso"].CpuPerRequest, 1.5, 3),
            Finding.Higher("tokens per second of one vCPU", 1_000_000 / shots["sso"].CpuPerRequest, 1230, 1230),
        ]);
    }
}
