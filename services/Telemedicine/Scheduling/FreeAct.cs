using Microsoft.EntityFrameworkCore;
using Telemedicine.Requests;

namespace Telemedicine.Scheduling;

/// <summary>Gives back all that an act had booked.</summary>
public sealed class FreeAct(TelemedicineDbContext db, AgendaClient agenda, TimeProvider clock)
{
    /// <param name="inAgenda">False when agenda itself cancelled, or when the appointment must stay to capture an absence.</param>
    public async Task<PlannedAct?> FreeAsync(TelemedicineRequest request, ActStatus status, string reason, bool inAgenda, CancellationToken ct)
    {
        var act = await db.Acts.Where(a => a.RequestId == request.Id && (a.Status == ActStatus.Planned || a.Status == ActStatus.Ready || a.Status == ActStatus.InProgress)).SingleOrDefaultAsync(ct);
        if (act is null) return null;
        act.End(status, clock.GetUtcNow());
        if (act.Party.DeviceId is { } id && await db.Devices.SingleOrDefaultAsync(d => d.Id == id, ct) is { } device) device.Release(act.Id);
        if (inAgenda) await agenda.CancelAsync(act.AppointmentId, reason, $"telemedicine/{act.Id}/{status}", ct);
        return act;
    }
}
