using Contracts.Audit;
using Contracts.Consent;
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

    protected override async Task ArrangeAsync() => Settings["Services:consent:Grpc"] = Own(await FakeGrpc<Rights>.StartAsync(new Rights(Officer))).Address;

    public sealed class Rights(Guid officer) : Decisions.DecisionsBase
    {
        public override Task<Decision> Authorize(AuthorizeRequest request, ServerCallContext context) =>
            Task.FromResult(new Decision { Allowed = request.SituationId == officer.ToString() && request is { Category: "LOG", Action: "R" } });
    }
}
