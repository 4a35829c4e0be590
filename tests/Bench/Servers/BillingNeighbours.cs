using Contracts.Consent;
using Contracts.Directory;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bench.Servers;

/// <summary>Directory and consent as billing meets them: one référent facturation who may handle everybody's money.</summary>
internal static class BillingNeighbours
{
    public static readonly Guid Tenant = new("01900000-0000-7000-8000-0000000000b1"), Situation = new("01900000-0000-7000-8000-0000000000b2");

    public static WebApplication Make(int port)
    {
        var builder = Served.Bare(port, HttpProtocols.Http2);
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<Directory>();
        app.MapGrpcService<Consent>();
        return app;
    }

    internal sealed class Directory : DirectoryLookup.DirectoryLookupBase
    {
        public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context) =>
            Task.FromResult(new Situation { SituationId = request.SituationId, TenantId = Tenant.ToString(), Function = "referent-facturation", Active = true, Kind = "pro" });

        public override Task<Establishment> GetEstablishment(GetEstablishmentRequest request, ServerCallContext context) =>
            Task.FromResult(new Establishment { EstablishmentId = request.EstablishmentId, TenantId = Tenant.ToString(), FinessEt = "990000028", FinessEj = "990000010" });
    }

    internal sealed class Consent : Decisions.DecisionsBase
    {
        public override Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context)
        {
            var list = new DecisionList();
            list.Decisions.AddRange(request.Usagers.Select(_ => new Decision { Allowed = true, ReasonCode = "ALLOW" }));
            return Task.FromResult(list);
        }
    }
}
