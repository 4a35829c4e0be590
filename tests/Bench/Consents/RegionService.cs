using System.Net;
using Bench.Load;
using Bench.Measuring;
using Bench.Servers;
using Consent.Deciding;
using Contracts.Consent;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bench.Consents;

/// <summary>Consent itself, in its release build, with the region's rules in its file and the region's staff behind its directory.</summary>
internal sealed class RegionService
{
    private readonly ServedProcess _server;
    private readonly int _port;
    private readonly Dictionary<string, string> _headers;

    private RegionService(ServedProcess server, int port, string token, Guid tenant)
    {
        (_server, _port) = (server, port);
        _headers = new() { ["authorization"] = $"Bearer {token}", ["x-tenant"] = tenant.ToString(), ["te"] = "trailers", ["grpc-timeout"] = "30S" };
    }

    public TimeSpan Cpu => _server.Cpu;

    public static async Task<RegionService> StartAsync(BenchRun bench, Issuer issuer, Region region)
    {
        var (directoryPort, http, grpc) = (ServedProcess.FreePort(), ServedProcess.FreePort(), ServedProcess.FreePort());
        await StartDirectoryAsync(region, directoryPort);
        var project = Path.Combine(Startable.Root, "services", "Consent", "Consent.csproj");
        await Startable.BuildAsync(project);
        var connection = $"Data Source={Path.Combine(bench.Folder, "consent.db")}";
        await RegionFile.WriteAsync(region, connection);
        var server = bench.Own(await new Startable("Consent", project).StartAsync(bench.Folder, issuer, http, more: new Dictionary<string, string>
        {
            ["ConnectionStrings__Consent"] = connection, ["Platform__GrpcPort"] = $"{grpc}", ["Dapr__HttpEndpoint"] = issuer.Address, ["Services__directory__Grpc"] = $"http://{IPAddress.Loopback}:{directoryPort}",
            ["Services__identity__Grpc"] = $"http://{IPAddress.Loopback}:{directoryPort}",   // never asked: consent has been told of all these persons
        }));
        return new(server, grpc, issuer.Token("service"), region.Tenant);
    }

    /// <summary>These questions as load, once a share of them was seen to be decided: load reads no more of an answer than its status and that there is one.</summary>
    public async Task<Http2Calls> AskedAsync(IReadOnlyList<Question> questions)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_port}", new() { DefaultDeadline = TimeSpan.FromSeconds(30) });
        var client = new Decisions.DecisionsClient(channel);
        var headers = new Metadata { { "authorization", _headers["authorization"] }, { "x-tenant", _headers["x-tenant"] } };
        for (var i = 0; i < questions.Count; i += 31)   // has no factor in common with a mix of twenty, nor of nineteen: all its sorts are seen
        {
            var decision = await client.AuthorizeAsync(RequestOf(questions[i]), headers);
            if (decision.ReasonCode.Length == 0 || decision.ReasonCode == "DENY_ACCOUNT") throw new InvalidOperationException("A question was not decided.");
        }
        return new(_port, "/consent.v1.Decisions/Authorize", [.. questions.Select(question => GrpcFrame.Of(RequestOf(question)))], _headers);
    }

    private static async Task StartDirectoryAsync(Region region, int port)
    {
        var builder = Served.Bare(port, HttpProtocols.Http2);
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new RegionDirectory(region));
        var directory = builder.Build();
        directory.MapGrpcService<RegionDirectory>();
        await directory.StartAsync();
    }

    private static AuthorizeRequest RequestOf(Question question) => new()
    {
        SituationId = question.SituationId.ToString(), UsagerId = question.UsagerId.ToString(), Category = question.Category, Action = question.Action, Purpose = question.Purpose,
        CallerKind = question.Account?.Kind ?? "", Caller = question.Account?.Subject ?? "",
    };
}
