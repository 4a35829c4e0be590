using System.ComponentModel.DataAnnotations;
using Contracts.Telemedicine;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;
using Telemedicine.Informing;
using Telemedicine.Requests;

namespace Telemedicine.Monitoring;

/// <param name="PrescriberId">National id of the doctor who prescribed.</param>
/// <param name="ReadingHours">When the operator reads the measures.</param>
public sealed record PrescribeRequest(Guid UsagerId, Guid UseCaseId, [RegularExpression("^[0-9][0-9A-Z/]{8,38}$")] string PrescriberId, [Required, StringLength(120, MinimumLength = 2)] string Operator, [Required, StringLength(120, MinimumLength = 2)] string DeviceLabel,
    [Required, StringLength(120, MinimumLength = 2)] string ReadingHours, [Required, MinLength(1), MaxLength(10)] IReadOnlyList<AlertContact> Contacts);

/// <param name="DeviceDelivered">The device is with the person.</param>
public sealed record IncludeRequest(PersonSituation Situation, Agreement Agreement, [Required, StringLength(40, MinimumLength = 1)] string NoticeVersion, bool DeviceDelivered, Trace? Trace = null);

public sealed record AlertRequest([AllowedValues("orange", "red")] string Level, [Required, StringLength(300, MinimumLength = 2)] string Handled);

public sealed record MonitoringView(Guid Id, Guid UsagerId, Guid EstablishmentId, string UseCase, string PrescriberId, string Operator, string DeviceLabel, string ReadingHours, IReadOnlyList<AlertContact> Contacts, IReadOnlyList<AlertEntry> Alerts, MonitoringState State, int Version)
{
    public static MonitoringView Of(MonitoringPlan m) => new(m.Id, m.UsagerId, m.EstablishmentId, m.UseCaseCode, m.PrescriberId, m.Operator, m.DeviceLabel, m.ReadingHours, m.Contacts, m.Alerts, m.State, m.Version);
}

internal static class MonitoringEndpoints
{
    private const int Most = 1000;

    public static void MapMonitoring(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/monitoring", List).WithTags("Monitoring").RequireAuthorization("telemedicine:read");
        var group = routes.MapGroup("/monitoring").WithTags("Monitoring").RequireAuthorization("telemedicine:write");
        group.MapPost("/", Prescribe).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/{id:guid}/include", Include).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/{id:guid}/activate", (Guid id, TelemedicineDbContext db, CareAccess access, TimeProvider clock, CancellationToken ct) => MoveAsync(id, MonitoringState.Active, db, access, clock, ct)).ProducesProblem(409);
        group.MapPost("/{id:guid}/suspend", (Guid id, TelemedicineDbContext db, CareAccess access, TimeProvider clock, CancellationToken ct) => MoveAsync(id, MonitoringState.Suspended, db, access, clock, ct)).ProducesProblem(409);
        group.MapPost("/{id:guid}/end", (Guid id, TelemedicineDbContext db, CareAccess access, TimeProvider clock, CancellationToken ct) => MoveAsync(id, MonitoringState.Ended, db, access, clock, ct)).ProducesProblem(409);
        group.MapPost("/{id:guid}/alerts", Alert).ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task<Ok<List<MonitoringView>>> List(Guid establishmentId, TelemedicineDbContext db, CareAccess access, ConsentClient consent, CancellationToken ct)
    {
        var plans = db.MonitoringPlans.AsNoTracking().Where(m => m.EstablishmentId == establishmentId);
        var persons = await plans.Select(m => m.UsagerId).Distinct().ToListAsync(ct);
        var readable = (await consent.ReadableAsync(access.Situation, persons.ConvertAll(person => (person, establishmentId)), ct)).ToList();
        var shown = await plans.Where(m => readable.Contains(m.UsagerId)).OrderByDescending(m => m.Id).Take(Most).ToListAsync(ct);
        foreach (var person in shown.Select(m => m.UsagerId).Distinct()) db.Audit(new("telemedicine.monitoring-list", "usager", person.ToString()) { Category = ConsentClient.Category, UsagerId = person });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(shown.ConvertAll(MonitoringView.Of));
    }

    private static async Task<Created<MonitoringView>> Prescribe(PrescribeRequest body, TelemedicineDbContext db, CareAccess access, IdentityClient identities, TimeProvider clock, CancellationToken ct)
    {
        var useCase = await db.UseCases.AsNoTracking().SingleOrDefaultAsync(u => u.Id == body.UseCaseId, ct) ?? throw new BadInputException("use-case-unknown", "Ce cas d'usage n'existe pas : choisissez-en un dans la liste de l'établissement.");
        if (useCase.Act != ActType.Telesurveillance) throw new BadInputException("use-case-act", "Ce cas d'usage n'est pas une télésurveillance. Choisissez-en un de télésurveillance.");
        await access.RequireAsync(body.UsagerId, useCase.EstablishmentId, CareAccess.Prepare, "telemedicine.monitoring-prescribe", "usager", body.UsagerId.ToString(), ct);
        if (!useCase.Active) throw new RuleBrokenException("use-case-inactive", "Ce cas d'usage n'est pas actif dans l'établissement. Choisissez-en un autre ou demandez son activation aux porteurs.");
        if (await identities.FindAsync(body.UsagerId, ct) is null) throw await access.MissingAsync("telemedicine.monitoring-prescribe", "usager", body.UsagerId.ToString(), ct);
        var plan = MonitoringPlan.Prescribe(db.TenantId, body.UsagerId, useCase, body.PrescriberId, body.Operator.Trim(), body.DeviceLabel.Trim(), body.ReadingHours.Trim(), body.Contacts, clock.GetUtcNow());
        db.MonitoringPlans.Add(plan);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/monitoring/{plan.Id}", MonitoringView.Of(plan));
    }

    private static async Task<Ok<MonitoringView>> Include(Guid id, IncludeRequest body, TelemedicineDbContext db, CareAccess access, TimeProvider clock, CancellationToken ct)
    {
        var plan = await FindAsync(id, db, access, ct);
        if (!body.DeviceDelivered) throw new RuleBrokenException("device-not-delivered", "L'inclusion attend que le dispositif soit remis à la personne. Remettez-le-lui, puis confirmez la remise.");
        if (body.Agreement == Agreement.Refused) throw new RuleBrokenException("person-refused", "La personne a refusé : mettez fin à la télésurveillance.");
        var record = InformationRecord.Give(db.TenantId, plan.UsagerId, plan.EstablishmentId, null, body.Situation, body.Agreement, body.NoticeVersion.Trim(), "oral", body.Trace ?? new(), access.Situation, clock.GetUtcNow());
        db.Informations.Add(record);
        db.Publish(RequestMoved.Topic, plan.Include(record.Id, clock.GetUtcNow()), plan.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(MonitoringView.Of(plan));
    }

    private static async Task<Ok<MonitoringView>> MoveAsync(Guid id, MonitoringState next, TelemedicineDbContext db, CareAccess access, TimeProvider clock, CancellationToken ct)
    {
        var plan = await FindAsync(id, db, access, ct);
        db.Publish(RequestMoved.Topic, plan.MoveTo(next, clock.GetUtcNow()), plan.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(MonitoringView.Of(plan));
    }

    private static async Task<Ok<MonitoringView>> Alert(Guid id, AlertRequest body, TelemedicineDbContext db, CareAccess access, TimeProvider clock, CancellationToken ct)
    {
        var plan = await FindAsync(id, db, access, ct);
        plan.Note(body.Level, body.Handled.Trim(), clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(MonitoringView.Of(plan));
    }

    private static async Task<MonitoringPlan> FindAsync(Guid id, TelemedicineDbContext db, CareAccess access, CancellationToken ct)
    {
        var plan = await db.MonitoringPlans.SingleOrDefaultAsync(m => m.Id == id, ct) ?? throw await access.MissingAsync("telemedicine.monitoring", "monitoring", id.ToString(), ct);
        await access.RequireAsync(plan.UsagerId, plan.EstablishmentId, CareAccess.Prepare, "telemedicine.monitoring", "monitoring", id.ToString(), ct);
        return plan;
    }
}
