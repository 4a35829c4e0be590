using System.ComponentModel.DataAnnotations;
using Agenda.Access;
using Agenda.Houses;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Staff;

/// <param name="Qualifications">permis-b, bnssa…; the function is added by itself.</param>
/// <param name="Duty">Such as « MO 08:00-16:00;TU 08:00-16:00 »; none: the roster is kept elsewhere.</param>
public sealed record StaffRequest(IReadOnlyList<string>? Qualifications = null, [property: StringLength(400)] string? Duty = null, [property: StringLength(4000)] string? DaysOff = null);

public sealed record StaffView(Guid SituationId, Guid EstablishmentId, IReadOnlyList<string> Qualifications, string Duty, string DaysOff, DateTimeOffset? LeftAt, int Version)
{
    internal static StaffView Of(StaffMember s) => new(s.SituationId, s.EstablishmentId, s.Qualifications, s.Duty.ToString(), s.DaysOff.ToString(), s.LeftAt, s.Version);
}

public sealed record StaffAbsenceRequest(Guid SituationId, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

public sealed record StaffAbsenceView(Guid Id, Guid SituationId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool Cancelled, string Source)
{
    internal static StaffAbsenceView Of(StaffAbsence a) => new(a.Id, a.SituationId, a.StartsAt, a.EndsAt, a.Cancelled, a.Source);
}

public static class StaffEndpoints
{
    public static void MapStaff(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/staff", List).WithTags("Professionnels").RequireAuthorization("agenda:read").ProducesProblem(403);
        routes.MapPut("/staff/{situationId:guid}", Set).WithTags("Professionnels").RequireAuthorization("agenda:write").ProducesProblem(400).ProducesProblem(412);
        routes.MapGet("/staff-absences", Absences).WithTags("Professionnels").RequireAuthorization("agenda:read").ProducesProblem(404);
        routes.MapPost("/staff-absences", Enter).WithTags("Professionnels").RequireAuthorization("agenda:write").ProducesProblem(400).WithSummary("Absence d'un professionnel : ses séances sont « à remplacer »");
        routes.MapPost("/staff-absences/{id:guid}/cancel", Cancel).WithTags("Professionnels").RequireAuthorization("agenda:write").ProducesProblem(409);
    }

    private static async Task<Ok<List<StaffView>>> List(Guid establishmentId, AgendaDbContext db, AgendaAccess access, CancellationToken ct)
    {
        await access.RequireHouseAsync(establishmentId, ct);
        return TypedResults.Ok((await db.StaffMembers.AsNoTracking().Where(s => s.EstablishmentId == establishmentId).OrderBy(s => s.SituationId).Take(2000).ToListAsync(ct)).ConvertAll(StaffView.Of));
    }

    /// <summary>The first time, the version read is 0.</summary>
    private static async Task<Ok<StaffView>> Set(Guid situationId, StaffRequest request, HttpContext http, AgendaDbContext db, AgendaAccess access, DirectoryClient directory, CancellationToken ct)
    {
        if (request.Qualifications is { Count: > 30 } || request.Qualifications?.Any(q => q.Length is 0 or > 40) == true) throw new BadInputException("qualifications", "Donnez au plus trente qualifications de 40 caractères.");
        var (duty, daysOff) = (WeeklyHours.Parse(request.Duty), DayPeriods.Parse(request.DaysOff));
        var professional = await directory.FindAsync(situationId, ct);
        if (professional is null || professional.TenantId != db.TenantId || professional.EstablishmentId is not { } house) throw new NotFoundException();
        await access.RequireHouseAsync(house, ct);
        var member = await db.StaffMembers.SingleOrDefaultAsync(s => s.SituationId == situationId, ct);
        http.RequireVersion(member?.Version ?? 0);
        if (member is null) db.StaffMembers.Add(member = StaffMember.Of(db.TenantId, situationId, house));
        member.Set([.. (request.Qualifications ?? []).Append(professional.Function).Where(q => q.Length > 0).Distinct()], duty, daysOff);
        await db.SaveChangesAsync(ct);
        http.SetVersion(member.Version);
        return TypedResults.Ok(StaffView.Of(member));
    }

    private static async Task<Ok<List<StaffAbsenceView>>> Absences(Guid situationId, AgendaDbContext db, AgendaAccess access, DirectoryClient directory, CancellationToken ct)
    {
        await RequireColleagueAsync(situationId, db, access, directory, ct);
        return TypedResults.Ok((await db.StaffAbsences.AsNoTracking().Where(a => a.SituationId == situationId).OrderByDescending(a => a.StartsAt).Take(500).ToListAsync(ct)).ConvertAll(StaffAbsenceView.Of));
    }

    private static async Task<Created<StaffAbsenceView>> Enter(StaffAbsenceRequest request, AgendaDbContext db, AgendaAccess access, DirectoryClient directory, StaffTimes times, TimeProvider clock, CancellationToken ct)
    {
        if (request.EndsAt <= request.StartsAt) throw new BadInputException("period", "La fin de la période précède son début. Corrigez les deux dates.");
        if (request.EndsAt - request.StartsAt > TimeSpan.FromDays(731)) throw new BadInputException("period-too-long", "Une absence dépasse deux ans : enregistrez plutôt un départ dans l'annuaire.");
        await RequireColleagueAsync(request.SituationId, db, access, directory, ct);
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await times.TellAsync(id, request.SituationId, request.StartsAt.ToUniversalTime(), request.EndsAt.ToUniversalTime(), false, "agenda", 1, ct);
        return TypedResults.Created($"/staff-absences?situationId={request.SituationId}", StaffAbsenceView.Of(await db.StaffAbsences.AsNoTracking().SingleAsync(a => a.Id == id, ct)));
    }

    private static async Task<Ok<StaffAbsenceView>> Cancel(Guid id, AgendaDbContext db, AgendaAccess access, DirectoryClient directory, StaffTimes times, CancellationToken ct)
    {
        var absence = await db.StaffAbsences.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) ?? throw new NotFoundException();
        await RequireColleagueAsync(absence.SituationId, db, access, directory, ct);
        if (absence.Source != "agenda") throw new RuleBrokenException("absence-of-directory", "Cette absence vient de l'annuaire : corrigez-la là-bas.");
        await times.TellAsync(id, absence.SituationId, absence.StartsAt, absence.EndsAt, true, absence.Source, absence.Version + 1, ct);
        return TypedResults.Ok(StaffAbsenceView.Of(await db.StaffAbsences.AsNoTracking().SingleAsync(a => a.Id == id, ct)));
    }

    private static async Task RequireColleagueAsync(Guid situation, AgendaDbContext db, AgendaAccess access, DirectoryClient directory, CancellationToken ct)
    {
        var professional = await directory.FindAsync(situation, ct);
        if (professional is null || professional.TenantId != db.TenantId) throw new NotFoundException();
        if (professional.EstablishmentId is { } house) await access.RequireHouseAsync(house, ct);
    }
}
