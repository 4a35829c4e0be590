using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Work;

namespace Platform.Merging;

/// <summary>
/// Follows each merge a few times more. A request that began before the merge was followed may be committed just after, and another service may hear of
/// it late: what is then written for the absorbed subject goes over as the rest did, and back with it.
/// </summary>
public sealed partial class SweepMerges<TContext, TFollower>(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SweepMerges<TContext, TFollower>> log)
    : DueWork<TContext, MergeSweep<TContext, TFollower>>(scopes, clock, log) where TContext : TenantDbContext where TFollower : MergeFollower
{
    private readonly ILogger _log = log;

    protected override TimeSpan Pace => TimeSpan.FromSeconds(5);

    protected override IQueryable<Due> Find(TContext db, DateTimeOffset now) =>
        db.Set<SubjectMerge>().Where(m => m.SweepAt <= now).OrderBy(m => m.SweepAt).Select(m => new Due { Id = m.AbsorbedId, TenantId = m.TenantId });

    protected override async Task HandleAsync(MergeSweep<TContext, TFollower> act, Guid id, CancellationToken ct)
    {
        if (await act.RunAsync(id, ct) is > 0 and var late) CameLate(_log, id, late);
    }

    [LoggerMessage(5210, LogLevel.Information, "{Count} rows written for {Absorbed} after its merge was followed have followed it")]
    private static partial void CameLate(ILogger log, Guid absorbed, int count);
}

public static class MergeFollowing
{
    /// <summary>Lets the rows of a service follow merges, those that come late too.</summary>
    public static IServiceCollection AddMergeFollower<TContext, TFollower>(this IServiceCollection services) where TContext : TenantDbContext where TFollower : MergeFollower =>
        services.AddScoped<TFollower>().AddScoped<MergeSweep<TContext, TFollower>>().AddSingleton<SweepMerges<TContext, TFollower>>()
            .AddHostedService(provider => provider.GetRequiredService<SweepMerges<TContext, TFollower>>());
}
