using Platform.Work;

namespace Consent.Deadlines;

/// <summary>Looks at each organisation every minute, so that the birthday's midnight is told within the minute. Rights themselves never wait for it.</summary>
internal sealed class WatchDeadlines(IServiceScopeFactory scopes, TimeProvider clock, ILogger<WatchDeadlines> log) : DueWork<ConsentDbContext, DeadlineRound>(scopes, clock, log)
{
    protected override TimeSpan Pace => TimeSpan.FromMinutes(1);

    /// <summary>An organisation is never done.</summary>
    protected override bool Ends => false;

    protected override IQueryable<Due> Find(ConsentDbContext db, DateTimeOffset now) => db.RulesVersions.OrderBy(v => v.TenantId).Select(v => new Due { Id = v.TenantId, TenantId = v.TenantId });

    protected override Task HandleAsync(DeadlineRound act, Guid id, CancellationToken ct) => act.RunAsync(ct);
}
