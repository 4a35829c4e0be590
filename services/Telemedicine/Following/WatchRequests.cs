using Microsoft.EntityFrameworkCore;
using Platform.Work;
using Telemedicine.Requests;
using Telemedicine.Sealing;

namespace Telemedicine.Following;

/// <summary>Rings when an answer or a report is late: remind, escalate, give up.</summary>
public sealed class WatchRequests(IServiceScopeFactory scopes, TimeProvider clock, ILogger<WatchRequests> log) : DueWork<TelemedicineDbContext, LateRequest>(scopes, clock, log)
{
    protected override IQueryable<Due> Find(TelemedicineDbContext db, DateTimeOffset now) =>
        db.Requests.Where(r => r.RingsAt <= now).OrderBy(r => r.RingsAt).Select(r => new Due { Id = r.Id, TenantId = r.TenantId });

    protected override Task HandleAsync(LateRequest act, Guid id, CancellationToken ct) => act.RingAsync(id, ct);
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
