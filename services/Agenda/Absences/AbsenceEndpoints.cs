using Agenda.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Absences;

internal static class AbsenceEndpoints
{
    public static void MapAbsences(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/absences").WithTags("Absences").ProducesProblem(400).ProducesProblem(404);
        group.MapPost("", Record).RequireAuthorization("agenda:write").WithSummary("Enregistre une absence : les séances à venir de la personne sont libérées").ProducesProblem(409);
        group.MapPut("{id:guid}", Correct).RequireAuthorization("agenda:write").WithSummary("Corrige une absence ou en donne le retour : une nouvelle version").ProducesProblem(409).ProducesProblem(412);
        group.MapPost("{id:guid}/cancel", Cancel).RequireAuthorization("agenda:write").WithSummary("Annule une absence saisie par erreur : les séances sont rendues ou signalées").ProducesProblem(409).ProducesProblem(412);
        group.MapGet("", List).RequireAuthorization("agenda:read").WithSummary("Les absences d'une maison entre deux jours ; seulement celles que vous pouvez lire");
        group.MapGet("{id:guid}", Read).RequireAuthorization("agenda:read").WithSummary("Une absence et ses versions");
    }

    private static async Task<Created<AbsenceAnswer>> Record(AbsenceRequest request, HttpContext http, PresenceAccess access, RecordAbsence record, AgendaDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await access.RequireHouseAsync(request.EstablishmentId, ct);
        var absence = UsagerAbsence.For(db.TenantId, request.UsagerId, request.EstablishmentId, now);
        await access.RequireAsync(request.UsagerId, "C", "absence.record", "absence", absence.Id, request.EstablishmentId, ct);
        var answer = await record.TellAsync(absence, a => a.Tell(request.Draft(), "first", access.Author, now), now, ct);
        http.SetVersion(absence.Version);
        return TypedResults.Created($"/absences/{absence.Id}", answer);
    }

    private static async Task<Ok<AbsenceAnswer>> Correct(Guid id, AbsenceCorrection request, HttpContext http, PresenceAccess access, RecordAbsence record, AgendaDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var (absence, now) = (await FindAsync(id, "absence.correct", http, access, db, ct), clock.GetUtcNow());
        var answer = await record.TellAsync(absence, a => a.Tell(request.Draft(), request.Reason, access.Author, now), now, ct);
        http.SetVersion(absence.Version);
        return TypedResults.Ok(answer);
    }

    private static async Task<Ok<AbsenceAnswer>> Cancel(Guid id, AbsenceCancellation request, HttpContext http, PresenceAccess access, RecordAbsence record, AgendaDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var (absence, now) = (await FindAsync(id, "absence.cancel", http, access, db, ct), clock.GetUtcNow());
        var answer = await record.TellAsync(absence, a => a.Cancel(request.Reason, access.Author, now), now, ct);
        http.SetVersion(absence.Version);
        return TypedResults.Ok(answer);
    }

    private static async Task<UsagerAbsence> FindAsync(Guid id, string act, HttpContext http, PresenceAccess access, AgendaDbContext db, CancellationToken ct)
    {
        var absence = await db.UsagerAbsences.SingleOrDefaultAsync(a => a.Id == id, ct) ?? throw await access.MissingAsync("absence", id, act, ct);
        await access.RequireAsync(absence.UsagerId, "U", act, "absence", id, absence.EstablishmentId, ct);
        await access.RequireHouseAsync(absence.EstablishmentId, ct);
        http.RequireVersion(absence.Version);
        return absence;
    }

    private static async Task<Ok<AbsenceList>> List(Guid establishmentId, DateOnly from, DateOnly to, PresenceAccess access, AgendaDbContext db, CancellationToken ct)
    {
        Attendances.Period.Require(from, to);
        await access.RequireHouseAsync(establishmentId, ct);
        var zone = Activities.WallTime.Zone(Activities.WallTime.Paris);
        var (start, end) = (Activities.WallTime.At(from, TimeOnly.MinValue, zone), Activities.WallTime.At(to.AddDays(1), TimeOnly.MinValue, zone));
        var found = await db.UsagerAbsences.AsNoTracking().Where(a => a.EstablishmentId == establishmentId && a.LeftAt < end && (a.ReturnedAt == null || a.ReturnedAt > start)).OrderBy(a => a.LeftAt).ToListAsync(ct);
        var readable = await access.ReadableAsync([.. found.Select(a => a.UsagerId).Distinct()], "absence.list", "establishment", establishmentId, establishmentId, ct);
        var rows = found.FindAll(a => readable.ContainsKey(a.UsagerId));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new AbsenceList([.. rows.Take(1000).Select(a => AbsenceView.Of(a, readable[a.UsagerId].Minimal))], rows.Count));
    }

    private static async Task<Ok<AbsenceDetail>> Read(Guid id, HttpContext http, PresenceAccess access, AgendaDbContext db, CancellationToken ct)
    {
        var absence = await db.UsagerAbsences.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) ?? throw await access.MissingAsync("absence", id, "absence.read", ct);
        var verdict = await access.RequireAsync(absence.UsagerId, "R", "absence.read", "absence", id, absence.EstablishmentId, ct);
        var versions = await db.AbsenceVersions.AsNoTracking().Where(v => v.AbsenceId == id).OrderBy(v => v.Version).ToListAsync(ct);
        await db.SaveChangesAsync(ct);
        http.SetVersion(absence.Version);
        return TypedResults.Ok(new AbsenceDetail(AbsenceView.Of(absence, verdict.Minimal), [.. versions.Select(v => AbsenceVersionView.Of(v, verdict.Minimal))]));
    }
}
