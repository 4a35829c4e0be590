using Microsoft.Extensions.Options;
using Platform.Work;

namespace HealthDirectory.Annuaire;

/// <summary>Asks the register about newcomers, again when it was silent, and each day about everybody. One by one: it takes 17 calls a second at most.</summary>
internal sealed class RepeatChecks(IServiceScopeFactory scopes, AnnuaireClient annuaire, IOptions<AnnuaireSettings> settings, TimeProvider clock, ILogger<RepeatChecks> log)
    : DueWork<DirectoryDbContext, AskRegister>(scopes, clock, log)
{
    protected override TimeSpan Pace => TimeSpan.FromSeconds(settings.Value.PollSeconds);

    protected override IQueryable<Due> Find(DirectoryDbContext db, DateTimeOffset now) =>
        db.RegisterChecks.Where(c => c.NextAttemptAt <= now).OrderBy(c => c.NextAttemptAt).Select(c => new Due { Id = c.ProfessionalId, TenantId = c.TenantId });

    protected override Task HandleAsync(AskRegister act, Guid id, CancellationToken ct) => act.RepeatAsync(id, ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => annuaire.Configured ? base.ExecuteAsync(stoppingToken) : Task.CompletedTask;
}
