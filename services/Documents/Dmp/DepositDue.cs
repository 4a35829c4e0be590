using System.Collections.Concurrent;
using Documents.Transmissions;
using Microsoft.EntityFrameworkCore;
using Platform.Work;

namespace Documents.Dmp;

/// <summary>Carries out the deposits to the DMP that are due.</summary>
public sealed class DepositDue(IServiceScopeFactory scopes, TimeProvider clock, ILogger<DepositDue> log) : DueWork<DocumentsDbContext, DmpDeposit>(scopes, clock, log)
{
    private readonly TimeProvider _clock = clock;

    /// <summary>The attempt this process holds of each job it works on.</summary>
    private readonly ConcurrentDictionary<Guid, int> _held = new();

    protected override int Together => 4;

    protected override IQueryable<Due> Find(DocumentsDbContext db, DateTimeOffset now) =>
        db.Transmissions.Where(t => t.NextAttemptAt <= now && t.Channel == Channel.Dmp && (t.Status == TransmissionStatus.Waiting || t.Status == TransmissionStatus.Sending))
            .OrderBy(t => t.NextAttemptAt).Select(t => new Due { Id = t.Id, TenantId = t.TenantId });

    protected override Task HandleAsync(DmpDeposit act, Guid id, CancellationToken ct)
    {
        _held.TryRemove(id, out _);
        return act.RunAsync(id, attempt => _held[id] = attempt, ct);
    }

    protected override Task RenewAsync(DocumentsDbContext db, Guid id, CancellationToken ct)
    {
        if (!_held.TryGetValue(id, out var attempt)) return Task.CompletedTask;
        var until = _clock.GetUtcNow() + HeldClaim.Lease;
        return db.Transmissions.Where(t => t.Id == id && t.Attempts == attempt && t.Status == TransmissionStatus.Sending).ExecuteUpdateAsync(set => set.SetProperty(t => t.NextAttemptAt, until), ct);
    }

    protected override Task GiveBackAsync(DmpDeposit act, Guid id, bool overtaken, CancellationToken ct) =>
        _held.TryRemove(id, out var attempt) ? act.GiveBackAsync(id, attempt, overtaken, ct) : Task.CompletedTask;
}
