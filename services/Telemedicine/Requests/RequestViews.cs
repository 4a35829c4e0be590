using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Telemedicine.Following;
using Telemedicine.Performing;
using Telemedicine.Reports;
using Telemedicine.Scheduling;
using Telemedicine.Sealing;

namespace Telemedicine.Requests;

public sealed record RequestSummary(Guid Id, string Reference, Guid UsagerId, Guid EstablishmentId, string UseCase, ActType Act, string State, string StateLabel, bool Emergency, Guid? RequisId, DateTimeOffset? StartsAt, DateTimeOffset? DueAt, DateTimeOffset CreatedAt, int Version)
{
    public static RequestSummary Of(TelemedicineRequest r, DateTimeOffset? startsAt) =>
        new(r.Id, r.Reference, r.UsagerId, r.EstablishmentId, r.UseCaseCode, r.Act, r.State.Code(), r.State.French(), r.Emergency, r.RequisId, startsAt, r.DueAt, r.CreatedAt, r.Version);
}

public sealed record ActView(Guid Id, Guid AppointmentId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, ActStatus Status, Party Party, IReadOnlyList<Displaced> Displaced, PreFlight? PreFlight, string JoinUrl, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);

public sealed record StepView(string State, string Label, DateTimeOffset At, Guid? SituationId, string ReasonCode);

public sealed record WordView(string Side, string Text, Guid? SituationId, DateTimeOffset At);

public sealed record IncidentView(IncidentKind Kind, Fallback Fallback, int? Minute, string Note, DateTimeOffset At);

public sealed record TaskView(Guid Id, string Kind, string Function, string Text, DateTimeOffset DueAt);

public sealed record RequestView(RequestSummary Request, IReadOnlyDictionary<string, JsonElement> Answers, int FormNumber, Parcours Parcours, IReadOnlyList<DateTimeOffset> WishedDates, Requester Requester, Relevance? Relevance,
    Guid? InformationId, string Territory, string PlatformCode, string ReasonCode, ActView? Act, IReadOnlyList<StepView> Steps, IReadOnlyList<WordView> Exchanges, IReadOnlyList<IncidentView> Incidents,
    IReadOnlyList<TaskView> Tasks, IReadOnlyList<ReportView> Reports, IReadOnlyList<string> Warnings);

/// <summary>Shows one request whole, its sealed words opened.</summary>
public sealed class RequestViewing(TelemedicineDbContext db, ClinicalSeal seal)
{
    public async Task<RequestView> ViewAsync(TelemedicineRequest r, CancellationToken ct, IReadOnlyList<string>? warnings = null)
    {
        var act = await db.Acts.AsNoTracking().Where(a => a.RequestId == r.Id).OrderByDescending(a => a.Id).FirstOrDefaultAsync(ct);
        var steps = await db.Steps.AsNoTracking().Where(s => s.RequestId == r.Id).OrderBy(s => s.Version).ToListAsync(ct);
        var words = await db.Exchanges.AsNoTracking().Where(e => e.RequestId == r.Id).OrderBy(e => e.At).ToListAsync(ct);
        var incidents = await db.Incidents.AsNoTracking().Where(i => i.RequestId == r.Id).OrderBy(i => i.At).ToListAsync(ct);
        var tasks = await db.Tasks.AsNoTracking().Where(t => t.RequestId == r.Id).OrderBy(t => t.DueAt).ToListAsync(ct);
        var reports = await db.Reports.AsNoTracking().Where(x => x.RequestId == r.Id).OrderBy(x => x.ReceivedAt).ToListAsync(ct);
        return new(RequestSummary.Of(r, act?.StartsAt), Answers(r), r.FormNumber, r.Parcours, r.WishedDates, r.Requester, r.Relevance, r.InformationId, r.Territory, r.PlatformCode, r.ReasonCode,
            act is null ? null : new(act.Id, act.AppointmentId, act.StartsAt, act.EndsAt, act.Status, act.Party, act.Displaced, act.PreFlight, act.JoinUrl, act.StartedAt, act.EndedAt),
            steps.ConvertAll(s => new StepView(s.State.Code(), s.State.French(), s.At, s.SituationId, s.ReasonCode)),
            words.ConvertAll(e => new WordView(e.Side, seal.Open(e.TenantId, e.Id, e.SealedText), e.SituationId, e.At)),
            incidents.ConvertAll(i => new IncidentView(i.Kind, i.Fallback, i.Minute, seal.Open(i.TenantId, i.Id, i.SealedNote), i.At)),
            tasks.ConvertAll(t => new TaskView(t.Id, t.Kind, t.Function, seal.Open(t.TenantId, t.Id, t.SealedText), t.DueAt)), reports.ConvertAll(ReportView.Of), warnings ?? []);
    }

    public IReadOnlyDictionary<string, JsonElement> Answers(TelemedicineRequest r) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(seal.OpenBytes(r.TenantId, r.Id, r.SealedAnswers))!;
}
