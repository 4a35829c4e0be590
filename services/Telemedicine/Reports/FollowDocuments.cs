using Contracts.Documents;
using Contracts.Messaging;
using Microsoft.EntityFrameworkCore;
using Telemedicine.Requests;

namespace Telemedicine.Reports;

/// <summary>What becomes of a filed report: deposited, sent to the médecin traitant, or not, and why.</summary>
internal static class FollowDocuments
{
    public static Task Deposited(TransmissionDeposited fact, TelemedicineDbContext db, TimeProvider clock, CancellationToken ct) => MoveAsync(db, clock, fact.DocumentId, fact.TransmissionId, (report, request, now) =>
    {
        if (report.Dmp == WayState.Done) return;
        report.Deposit();
        db.Tell(request, request.DepositReport(now), null);
    }, ct);

    public static Task Blocked(TransmissionBlocked fact, TelemedicineDbContext db, TimeProvider clock, CancellationToken ct) => RefusedAsync(db, clock, fact.DocumentId, fact.TransmissionId, fact.Channel, fact.ReasonCode, ct);

    public static Task Failed(TransmissionFailed fact, TelemedicineDbContext db, TimeProvider clock, CancellationToken ct) => RefusedAsync(db, clock, fact.DocumentId, fact.TransmissionId, fact.Channel, fact.ReasonCode, ct);

    public static Task Sent(MessageSent fact, TelemedicineDbContext db, TimeProvider clock, CancellationToken ct) => fact.TransmissionId is { } transmission
        ? MoveAsync(db, clock, null, transmission, (report, _, _) => report.TellDoctor(sent: true), ct)
        : Task.CompletedTask;

    private static Task RefusedAsync(TelemedicineDbContext db, TimeProvider clock, Guid document, Guid transmission, string channel, string reason, CancellationToken ct) => MoveAsync(db, clock, document, transmission, (report, _, _) =>
    {
        if (channel == "dmp") report.RefuseDmp(reason == "opposed" ? "La personne s'est opposée au dépôt dans son DMP." : reason);
        else if (transmission == report.DoctorTransmissionId) report.TellDoctor(sent: false);
    }, ct);

    private static async Task MoveAsync(TelemedicineDbContext db, TimeProvider clock, Guid? document, Guid transmission, Action<ActReport, TelemedicineRequest, DateTimeOffset> move, CancellationToken ct)
    {
        var report = await db.Reports.SingleOrDefaultAsync(r => document != null && r.DocumentId == document || r.DoctorTransmissionId == transmission, ct);
        if (report is null || report.State == ReportState.Closed) return;
        var request = await db.Requests.SingleAsync(r => r.Id == report.RequestId, ct);
        move(report, request, clock.GetUtcNow());
        ReportEnd.Reach(db, request, report, clock.GetUtcNow());
    }
}
