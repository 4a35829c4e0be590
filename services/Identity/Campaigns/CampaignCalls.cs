using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Platform.Work;

namespace Identity.Campaigns;

/// <summary>Identity:Campaigns.</summary>
public sealed record CampaignSettings
{
    /// <summary>How often campaigns whose turn has come are looked for.</summary>
    [Range(0.02, 3600)] public double PollSeconds { get; init; } = 1;
}

/// <summary>Gives each campaign its turn, one campaign after the other: a process has one call of campaigns under way at most.</summary>
internal sealed class CampaignCalls(IServiceScopeFactory scopes, IOptions<CampaignSettings> settings, TimeProvider clock, ILogger<CampaignCalls> log) : DueWork<IdentityDbContext, CampaignTurn>(scopes, clock, log)
{
    protected override TimeSpan Pace => TimeSpan.FromSeconds(settings.Value.PollSeconds);

    protected override IQueryable<Due> Find(IdentityDbContext db, DateTimeOffset now) =>
        db.Campaigns.Where(c => c.NextTurnAt != null && c.NextTurnAt <= now).OrderBy(c => c.NextTurnAt).Select(c => new Due { Id = c.Id, TenantId = c.TenantId });

    protected override Task HandleAsync(CampaignTurn act, Guid id, CancellationToken ct) => act.TakeAsync(id, ct);
}
