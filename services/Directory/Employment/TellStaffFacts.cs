using HealthDirectory.Professionals;
using Platform.Work;

namespace HealthDirectory.Employment;

/// <summary>Opens and closes situations at their minute. Rights follow the dates by themselves; this tells sessions, plannings and teams.</summary>
internal sealed class TellStaffFacts(IServiceScopeFactory scopes, TimeProvider clock, ILogger<TellStaffFacts> log) : DueWork<DirectoryDbContext, StaffRegister>(scopes, clock, log)
{
    protected override IQueryable<Due> Find(DirectoryDbContext db, DateTimeOffset now) =>
        db.Situations.Where(s => s.DueAt != null && s.DueAt <= now).OrderBy(s => s.DueAt).Select(s => new Due { Id = s.Id, TenantId = s.TenantId });

    protected override Task HandleAsync(StaffRegister act, Guid id, CancellationToken ct) => act.TellDueAsync(id, ct);
}
