using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Requests;
using Telemedicine.Sealing;

namespace Telemedicine.Following;

/// <summary>Rings when an answer or a report is late: remind, escalate, give up. Each request has a unit of work of its own, inside its tenant.</summary>
public sealed partial class WatchRequests(IServiceScopeFactory scopes, TimeProvider clock, ILogger<WatchRequests> log) : BackgroundService
{
    private const int Batch = 100;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(Pace);
        do
        {
            try
            {
                await PassAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                PassFailed(log, e);
            }
        } while (await pace.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PassAsync(CancellationToken ct)
    {
        foreach (var (id, tenant) in await DueAsync(ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
            try
            {
                await scope.ServiceProvider.GetRequiredService<LateRequest>().RingAsync(id, ct);
            }
            catch (DbUpdateException)
            {
                Overtaken(log, id);
            }
        }
    }

    private async Task<List<(Guid, Guid)>> DueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        var now = clock.GetUtcNow();
        var rows = await scope.ServiceProvider.GetRequiredService<TelemedicineDbContext>().Requests.AsNoTracking().Where(r => r.RingsAt <= now).OrderBy(r => r.RingsAt).Take(Batch).Select(r => new { r.Id, r.TenantId }).ToListAsync(ct);
        return rows.ConvertAll(r => (r.Id, r.TenantId));
    }

    [LoggerMessage(8100, LogLevel.Error, "The late requests could not be looked at")]
    private static partial void PassFailed(ILogger log, Exception cause);

    [LoggerMessage(8101, LogLevel.Information, "Request {RequestId} changed while its clock rang; it is looked at again")]
    private static partial void Overtaken(ILogger log, Guid requestId);
}

/// <summary>What lateness leads to.</summary>
public sealed class LateRequest(TelemedicineDbContext db, ClinicalSeal seal, TimeProvider clock)
{
    public async Task RingAsync(Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var request = await db.Requests.SingleOrDefaultAsync(r => r.Id == id, ct);
        if (request?.Ring(now) is not { } reached) return;
        var waiting = request.State.AwaitsAnswer() || request is { State: RequestState.Accepted, Act: ActType.Teleexpertise };
        switch (reached)
        {
            case Lateness.AnswerReminder when waiting:
                db.Ask(seal, request, "answer-late", "ide", $"Demande {request.Reference} sans réponse à la moitié du délai : relancez le requis.", request.DueAt ?? now, now);
                break;
            case Lateness.AnswerEscalation when waiting:
                db.Ask(seal, request, "answer-late", "medecin-coordonnateur", $"Demande {request.Reference} sans réponse au terme du délai : choisissez un autre requis ou une autre orientation.", now.AddHours(4), now);
                break;
            case Lateness.Expiry when RequestLife.MayMove(request.Act, request.State, RequestState.Expired):
                db.Tell(request, request.Expire(now), null);
                break;
            case Lateness.ReportReminder:
                db.Ask(seal, request, "report-late", "ide", $"Compte rendu {request.Reference} en retard : relancez le requis.", now.AddHours(24), now);
                break;
            case Lateness.ReportEscalation:
                db.Ask(seal, request, "report-late", "medecin-coordonnateur", $"Compte rendu {request.Reference} toujours absent : voyez avec la cellule de coordination.", now.AddHours(24), now);
                break;
        }
        await db.SaveChangesAsync(ct);
    }
}
