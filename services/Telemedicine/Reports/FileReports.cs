using Platform.Work;

namespace Telemedicine.Reports;

/// <summary>Files the reports that have come and wait for it.</summary>
public sealed class FileReports(IServiceScopeFactory scopes, TimeProvider clock, ILogger<FileReports> log) : DueWork<TelemedicineDbContext, FileReport>(scopes, clock, log)
{
    protected override IQueryable<Due> Find(TelemedicineDbContext db, DateTimeOffset now) =>
        db.Reports.Where(r => r.NextAttemptAt <= now && r.State == ReportState.Received).OrderBy(r => r.NextAttemptAt).Select(r => new Due { Id = r.Id, TenantId = r.TenantId });

    protected override Task HandleAsync(FileReport act, Guid id, CancellationToken ct) => act.RunAsync(id, ct);
}
