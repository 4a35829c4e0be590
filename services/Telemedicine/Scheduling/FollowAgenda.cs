using Contracts.Agenda;
using Contracts.Consent;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Following;
using Telemedicine.Platforms;
using Telemedicine.Requests;
using Telemedicine.Sealing;

namespace Telemedicine.Scheduling;

/// <summary>What agenda decides about an act that telemedicine had booked.</summary>
public sealed class FollowAgenda(FreeAct free, ClinicalSeal seal, TimeProvider clock)
{
    /// <summary>Agenda called the appointment off: the act is postponed and somebody plans it again.</summary>
    public static async Task Cancelled(ActivityCancelled fact, TelemedicineDbContext db, FollowAgenda follow, CancellationToken ct)
    {
        var act = await db.Acts.SingleOrDefaultAsync(a => a.AppointmentId == fact.OccurrenceId && (a.Status == ActStatus.Planned || a.Status == ActStatus.Ready), ct);
        if (act is null) return;
        var request = await db.Requests.SingleAsync(r => r.Id == act.RequestId, ct);
        await follow.PostponeAsync(db, request, fact.Reason, ct);
    }

    /// <summary>Agenda moved the appointment: the act follows, and its pre-flight has to be made again.</summary>
    public static async Task Moved(ActivityMoved fact, TelemedicineDbContext db, FollowAgenda follow, CancellationToken ct)
    {
        var act = await db.Acts.SingleOrDefaultAsync(a => a.AppointmentId == fact.OccurrenceId && (a.Status == ActStatus.Planned || a.Status == ActStatus.Ready), ct);
        if (act is null || act.StartsAt == fact.StartsAt && act.EndsAt == fact.EndsAt) return;
        var request = await db.Requests.SingleAsync(r => r.Id == act.RequestId, ct);
        var device = act.Party.DeviceId is { } id ? await db.Devices.SingleOrDefaultAsync(d => d.Id == id, ct) : null;
        if (device?.Clash(fact.StartsAt, fact.EndsAt, act.Party.UnitId, act.Id) is not null)
        {
            await follow.PostponeAsync(db, request, "device-taken", ct, inAgenda: true);
            return;
        }
        device?.Reserve(act.Id, fact.StartsAt, fact.EndsAt, act.Party.UnitId, follow.Now);
        act.MoveTo(fact.StartsAt, fact.EndsAt);
        if (request.State == RequestState.Ready) db.Tell(request, request.Unready(follow.Now), null);
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    private async Task PostponeAsync(TelemedicineDbContext db, TelemedicineRequest request, string reason, CancellationToken ct, bool inAgenda = false)
    {
        await free.FreeAsync(request, ActStatus.Cancelled, reason, inAgenda, ct);
        db.Tell(request, request.Postpone(reason, Now), null);
        db.Ask(seal, request, "replan", "ide", $"L'acte {request.Reference} a perdu son rendez-vous : planifiez-le de nouveau.", Now.AddHours(4), Now);
    }
}

/// <summary>The person, or who decides for her, has changed her mind: what has not happened does not happen (sheet T12).</summary>
public sealed class CancelOnConsentChanged(ConsentClient consent, FreeAct free, TimeProvider clock)
{
    private static readonly HashSet<string> Ended = new(StringComparer.OrdinalIgnoreCase) { "WITHDRAWN", "REFUSED", "REVOKED", "EXPIRED" };

    public static async Task Apply(ConsentChanged fact, TelemedicineDbContext db, CancelOnConsentChanged cancel, CancellationToken ct)
    {
        var open = (await db.Requests.Where(r => r.UsagerId == fact.UsagerId).ToListAsync(ct)).FindAll(r => r.State.BeforeAct());
        foreach (var request in open)
        {
            var ended = fact.Kind == "TELEMEDICINE" && Ended.Contains(fact.Status);
            if (!ended && !(await cancel.AskAsync(request, ct)).Opposed) continue;
            await cancel.CancelAsync(db, request, ct);
        }
        if (!db.ChangeTracker.HasChanges()) return;
        await db.SaveChangesAsync(ct);
        await cancel.FreeAtOnceAsync(ct);
    }

    private Task FreeAtOnceAsync(CancellationToken ct) => free.TellAgendaAsync(ct);

    private Task<Verdict> AskAsync(TelemedicineRequest request, CancellationToken ct) => consent.AskAsync(request.Requester.SituationId, request.UsagerId, request.EstablishmentId, "C", ct, request.Emergency ? ConsentClient.Emergency : ConsentClient.Coordination);

    private async Task CancelAsync(TelemedicineDbContext db, TelemedicineRequest request, CancellationToken ct)
    {
        db.Tell(request, request.Cancel("consent-withdrawn", clock.GetUtcNow()), null);
        await free.FreeAsync(request, ActStatus.Cancelled, "refusal", inAgenda: true, ct);
        await Dispatch.StopAsync(db, request, ct);
        db.Audit(new("telemedicine.cancel", "telemedicine-request", request.Id.ToString()) { Category = ConsentClient.Category, UsagerId = request.UsagerId, ReasonCode = "consent-withdrawn" });
    }
}
