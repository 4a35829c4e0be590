using Contracts.Audit;
using Contracts.Consent;
using Contracts.Directory;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Testing;

namespace Audit.Tests;

/// <summary>The real trail; consent allows only <see cref="Officer"/>.</summary>
public sealed class AuditApi() : ServiceFixture<Program>("audit")
{
    public Guid Officer { get; } = Guid.CreateVersion7();

    /// <summary>Whom a professional who is not the officer may know.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<Guid, bool> Known { get; } = new();

    public AccessRecorded Access(Guid? usager = null, string outcome = "allowed", string action = "identity.read") =>
        new(Guid.CreateVersion7(), Clock.GetUtcNow(), "identity", "someone", Demo.Montagne, "pro", "portal", "s1", action, "IDT", usager, "usager", "x", outcome, "", ["EHPAD-ide-IDT"], "coordination", "c1");

    public Task<string> RecordAsync(AccessRecorded access, Guid tenant, Guid? id = null) => DeliverAsync(AccessRecorded.Topic, access, tenant, id);

    /// <summary>Changes the stored trail behind the service's back.</summary>
    public async Task TamperAsync(Guid tenant, Func<AuditDbContext, Task> change)
    {
        await using var scope = Provider.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        await change(scope.ServiceProvider.GetRequiredService<AuditDbContext>());
    }

    protected override async Task ArrangeAsync()
    {
        Settings["Services:consent:Grpc"] = Own(await FakeGrpc<Rights>.StartAsync(new Rights(Officer, Known))).Address;
        Settings["Services:directory:Grpc"] = Own(await FakeGrpc<Staff>.StartAsync(new Staff())).Address;
    }

    /// <summary>An account that consent lets see who saw the person.</summary>
    public static string AccountOf(Guid usager) => $"account-{usager:N}";

    public sealed class Staff : DirectoryLookup.DirectoryLookupBase
    {
        public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context) => request.SituationId == Demo.Montagne.ToString()
            ? Task.FromResult(new Situation { SituationId = request.SituationId, FunctionLabel = "Infirmier diplômé d'État", EstablishmentName = "EHPAD Les Saules Blancs", GivenName = "Claire", FamilyName = "MONTAGNE" })
            : throw new RpcException(new(StatusCode.NotFound, "unknown"));
    }

    public sealed class Rights(Guid officer, System.Collections.Concurrent.ConcurrentDictionary<Guid, bool> known) : Decisions.DecisionsBase
    {
        public override Task<Decision> Authorize(AuthorizeRequest request, ServerCallContext context) =>
            Task.FromResult(new Decision { Allowed = request is { Category: "LOG", Action: "R" } && (request.CallerKind.Length == 0
                ? request.SituationId == officer.ToString()
                : request is { Aspect: "who-saw", Purpose: "access" } && request.Caller == AccountOf(Guid.Parse(request.UsagerId))) });

        public override Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context)
        {
            var list = new DecisionList();
            list.Decisions.AddRange(request.Usagers.Select(usager => new Decision { Allowed = request is { Category: "IDT", Action: "R" } && known.ContainsKey(Guid.Parse(usager.UsagerId)) }));
            return Task.FromResult(list);
        }
    }
}
