using Contracts.Telemedicine;
using Microsoft.EntityFrameworkCore;
using Telemedicine.Requests;

namespace Telemedicine.Scheduling;

/// <summary>
/// Gives back all that an act had booked. What happened to the act is saved first, with the fact that makes agenda free the appointment
/// whatever befalls; asking agenda at once only spares the next planner the wait.
/// </summary>
public sealed partial class FreeAct(TelemedicineDbContext db, AgendaClient agenda, TimeProvider clock, ILogger<FreeAct> log)
{
    private readonly List<ActFreed> _freed = [];

    /// <param name="inAgenda">False when agenda itself cancelled, or when the appointment stays because an absence is captured on it.</param>
    public async Task<PlannedAct?> FreeAsync(TelemedicineRequest request, ActStatus status, string reason, bool inAgenda, CancellationToken ct)
    {
        var act = await db.Acts.Where(a => a.RequestId == request.Id && (a.Status == ActStatus.Planned || a.Status == ActStatus.Ready || a.Status == ActStatus.InProgress)).SingleOrDefaultAsync(ct);
        if (act is null) return null;
        act.End(status, clock.GetUtcNow());
        if (act.Party.DeviceId is { } id && await db.Devices.SingleOrDefaultAsync(d => d.Id == id, ct) is { } device) device.Release(act.Id);
        if (!inAgenda) return act;
        var fact = new ActFreed(act.Id, request.Id, act.AppointmentId, reason, clock.GetUtcNow());
        db.Publish(ActFreed.Topic, fact, act.Id);
        _freed.Add(fact);
        return act;
    }

    /// <summary>After the save.</summary>
    public async Task TellAgendaAsync(CancellationToken ct)
    {
        foreach (var fact in _freed)
        {
            try
            {
                await agenda.CancelAsync(fact.AppointmentId, fact.Reason, $"telemedicine/{fact.ActId}/freed", ct);
            }
            catch (Grpc.Core.RpcException away)
            {
                Later(log, away, fact.ActId);
            }
        }
        _freed.Clear();
    }

    [LoggerMessage(4310, LogLevel.Information, "Agenda frees the appointment of act {ActId} when it hears of it")]
    private static partial void Later(ILogger log, Exception cause, Guid actId);
}
