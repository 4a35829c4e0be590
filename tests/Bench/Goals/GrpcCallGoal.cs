using System.Net;
using Bench.Echoes;
using Bench.Load;
using Bench.Measuring;
using Bench.Servers;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bench.Goals;

/// <summary>A service's gRPC call, authorised and with a deadline, against bare framing: on the server alone, and from caller to answer.</summary>
internal sealed class GrpcCallGoal() : Goal("P6", "unary gRPC call with auth and deadline ÷ h2c floor")
{
    private const int Callers = 32;

    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var issuer = bench.Own(await Issuer.StartAsync());
        var (floorPort, subjectPort) = (ServedProcess.FreePort(), ServedProcess.FreePort());
        var floor = await bench.ServeAsync("h2c-floor", floorPort, null, null, $"{floorPort}");
        var openPort = ServedProcess.FreePort();
        var open = await bench.ServeAsync("grpc-open", openPort, null, null, $"{openPort}");
        var settings = new Dictionary<string, string>(issuer.Settings) { ["Platform__HttpPort"] = "0" };
        var subject = await bench.ServeAsync("grpc-subject", subjectPort, null, settings, $"{subjectPort}");

        var payload = new Payload { Data = ByteString.CopyFrom(new byte[197]) };
        var frame = GrpcFrame.Of(payload);
        var token = $"Bearer {issuer.Token("service")}";
        Http2Load Framed(int port, Dictionary<string, string> headers) => new(new(port, "/bench.Echo/Unary", [frame], headers));
        var plain = Framed(floorPort, new() { ["te"] = "trailers" });
        var unguarded = Framed(openPort, new() { ["te"] = "trailers", ["grpc-timeout"] = "5S" });
        var guarded = Framed(subjectPort, new() { ["te"] = "trailers", ["grpc-timeout"] = "5S", ["authorization"] = token });

        using var raw = new HttpMessageInvoker(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false });
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{subjectPort}", new() { DefaultDeadline = TimeSpan.FromSeconds(5) });
        var client = new Echo.EchoClient(channel);
        var headers = new Metadata { { "authorization", token } };
        await ProveGuardedAsync(client);

        var shots = await bench.RoundsAsync(
            new("floor, framed load", length => plain.ShootAsync(length, () => floor.Cpu)),
            new("transport alone, framed load", length => unguarded.ShootAsync(length, () => open.Cpu)),
            new("service, framed load", length => guarded.ShootAsync(length, () => subject.Cpu)),
            new("floor, bare HttpMessageInvoker", length => Load.Callers.ShootAsync(Callers, length, () => floor.Cpu, () => BareAsync(raw, floorPort, frame))),
            new("service, generated client", length => Load.Callers.ShootAsync(Callers, length, () => subject.Cpu, async () => await client.UnaryAsync(payload, headers))));

        var (anchor, served) = (shots["floor, framed load"], shots["service, framed load"]);
        var (bare, called) = (shots["floor, bare HttpMessageInvoker"], shots["service, generated client"]);
        return new(shots,
        [
            Finding.Higher("calls/s, server", served.PerSecond / anchor.PerSecond, 0.4, 0.7),
            Finding.Noted("calls/s, server, transport alone", shots["transport alone, framed load"].PerSecond / anchor.PerSecond),
            Finding.Lower("p99, server", served.P99 / anchor.P99, 3, 3),
            Finding.Higher("calls/s, caller and server", called.PerSecond / bare.PerSecond, 0.4, 0.7),
            Finding.Lower("p99, caller and server", called.P99 / bare.P99, 3, 3),
        ]);
    }

    /// <summary>A subject that lets anybody in would be fast for the wrong reason.</summary>
    private static async Task ProveGuardedAsync(Echo.EchoClient client)
    {
        try
        {
            await client.UnaryAsync(new());
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.Unauthenticated)
        {
            return;
        }
        throw new InvalidOperationException("The service answers without a token.");
    }

    private static async Task BareAsync(HttpMessageInvoker http, int port, byte[] frame)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/bench.Echo/Unary")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(frame),
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        using var answer = await http.SendAsync(request, CancellationToken.None);
        var body = await answer.Content.ReadAsByteArrayAsync();
        if (body.Length != frame.Length || !answer.TrailingHeaders.TryGetValues("grpc-status", out var status) || status.Single() != "0")
            throw new InvalidOperationException("The floor did not answer.");
    }
}
