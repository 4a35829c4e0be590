using Contracts.Consent;
using Contracts.Directory;
using Contracts.Identity;
using Grpc.Core;
using Grpc.Net.Client;
using Testing;

namespace Consent.Tests;

/// <summary>The real decision point; directory's answers are the test's.</summary>
public sealed class ConsentApi() : ServiceFixture<Program>("consent")
{
    public Staff Directory { get; } = new();

    public Decisions.DecisionsClient Decisions => new(GrpcChannel.ForAddress(GrpcAddress.ToString()));

    public Metadata Service(Guid tenant) => new()
    {
        { "authorization", $"Bearer {TestIssuer.Current.ServiceToken("documents", Clock.GetUtcNow())}" }, { "x-tenant", tenant.ToString() },
    };

    /// <summary>A person who lives in a house, as identity would tell.</summary>
    public async Task<Guid> ResidentAsync(Guid tenant, Guid house, Guid? unit = null)
    {
        var id = Guid.CreateVersion7();
        await DeliverAsync(IdentityCreated.Topic, new IdentityCreated(id, "PROV", house, unit, Clock.GetUtcNow()), tenant);
        return id;
    }

    public async Task<Decision> AskAsync(Guid tenant, Guid situation, Guid usager, string category, string action, string channel = "") =>
        await Decisions.AuthorizeAsync(new() { SituationId = situation.ToString(), UsagerId = usager.ToString(), Category = category, Action = action, Purpose = "coordination", Channel = channel }, Service(tenant));

    protected override async Task ArrangeAsync() => Settings["Services:directory:Grpc"] = Own(await FakeGrpc<Staff>.StartAsync(Directory)).Address;

    public sealed class Staff : DirectoryLookup.DirectoryLookupBase
    {
        private readonly Dictionary<string, Situation> _situations = new();

        public Guid Add(Guid tenant, string function, Guid? house, bool active = true, params Guid[] units)
        {
            var id = Guid.CreateVersion7();
            var situation = new Situation { SituationId = id.ToString(), TenantId = tenant.ToString(), Function = function, FunctionLabel = function, EstablishmentId = house?.ToString() ?? "", Active = active, NationalId = $"8{id:N}" };
            situation.UnitIds.AddRange(units.Select(unit => unit.ToString()));
            lock (_situations) _situations[id.ToString()] = situation;
            return id;
        }

        public void End(Guid id)
        {
            lock (_situations) _situations[id.ToString()].Active = false;
        }

        public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context)
        {
            lock (_situations)
                return _situations.TryGetValue(request.SituationId, out var found) ? Task.FromResult(found) : throw new RpcException(new(StatusCode.NotFound, "unknown"));
        }
    }
}
