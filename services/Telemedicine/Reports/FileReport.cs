using System.Text.Json;
using Contracts.Telemedicine;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Following;
using Telemedicine.Requests;
using Telemedicine.Sealing;

namespace Telemedicine.Reports;

/// <summary>Puts a report in the person's file, asks for its deposit and for the mail to the médecin traitant, and opens a task for each of its lines.</summary>
public sealed class FileReport(TelemedicineDbContext db, DocumentsClient documents, ConsentClient consent, ClinicalSeal seal, TimeProvider clock)
{
    private static readonly TimeSpan Prescription = TimeSpan.FromHours(4), FollowUp = TimeSpan.FromDays(3);

    public async Task RunAsync(Guid id, CancellationToken ct)
    {
        var report = await db.Reports.SingleOrDefaultAsync(r => r.Id == id && r.State == ReportState.Received, ct);
        if (report is null) return;
        var request = await db.Requests.SingleAsync(r => r.Id == report.RequestId, ct);
        try
        {
            await FileAsync(report, request, ct);
        }
        catch (Exception e) when (e is RuleBrokenException || e is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded })
        {
            report.Retry(clock.GetUtcNow());
        }
        await db.SaveChangesAsync(ct);
    }

    private async Task FileAsync(ActReport report, TelemedicineRequest request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var doctor = await consent.TreatingDoctorMailboxAsync(request.UsagerId, ct);
        var filed = await documents.FileAsync(new($"telemedicine-report/{report.Id}", request.UsagerId, request.EstablishmentId, CdaReport.TelemedicineReport, $"Compte rendu de télémédecine {request.Reference}",
            seal.OpenBytes(report.TenantId, report.Id, report.SealedPdf), [], await AuthorAsync(request, ct), request.DoneAt ?? now, Dmp: true, doctor is null ? [] : [doctor]), ct);
        var (dmp, mail) = (filed.Ways.FirstOrDefault(w => w.Channel == "dmp"), filed.Ways.FirstOrDefault(w => w.Channel == "mssante" && w.Recipient == doctor));
        report.File(filed.DocumentId, Of(dmp), dmp?.Reason ?? "", mail?.TransmissionId, Of(mail), now);
        db.Tell(request, request.FileReport(now), null);
        db.Publish(ReportFiled.Topic, new ReportFiled(request.Id, request.UsagerId, request.EstablishmentId, filed.DocumentId, now), request.Id);
        foreach (var line in JsonSerializer.Deserialize<List<ReportLine>>(seal.OpenBytes(report.TenantId, report.Id, report.SealedLines))!)
            db.Ask(seal, request, line.Kind, "ide", line.Text, now + (line.Kind == "prescription" ? Prescription : FollowUp), now);
        ReportEnd.Reach(db, request, report, now);
    }

    // The requis when he has a name here, else the doctor who leads telemedicine in the house.
    private async Task<Guid> AuthorAsync(TelemedicineRequest request, CancellationToken ct)
    {
        var requis = await db.Requis.AsNoTracking().Where(r => r.Id == request.RequisId).Select(r => r.SituationId).SingleOrDefaultAsync(ct);
        var lead = await db.Structures.AsNoTracking().Where(s => s.EstablishmentId == request.EstablishmentId).Select(s => s.MedicalLeadId).SingleOrDefaultAsync(ct);
        return requis ?? lead ?? request.Requester.SituationId;
    }

    private static WayState Of(SentWay? way) => way?.Status switch { null => WayState.None, "sent" => WayState.Done, "blocked" or "failed" => WayState.Refused, _ => WayState.Under };
}

/// <summary>When nothing more is to come of a report, its request is closed.</summary>
internal static class ReportEnd
{
    public static void Reach(TelemedicineDbContext db, TelemedicineRequest request, ActReport report, DateTimeOffset now)
    {
        if (!report.Settled || report.State == ReportState.Closed) return;
        report.Close();
        db.Tell(request, request.Close(now), null);
    }
}
