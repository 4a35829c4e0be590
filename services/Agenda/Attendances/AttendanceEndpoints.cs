using Agenda.Access;
using Agenda.Activities;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Attendances;

internal static class AttendanceEndpoints
{
    public static void MapAttendances(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/attendances").WithTags("Présences").ProducesProblem(400).ProducesProblem(404);
        group.MapPost("batch", Capture).RequireAuthorization("agenda:write").WithSummary("Reçoit les saisies d'une tablette, hors ligne ou non : un résultat par saisie, rejouable sans effet");
        group.MapGet("", List).RequireAuthorization("agenda:read").WithSummary("Les présences d'une maison entre deux jours, ou d'une séance ; seulement celles que vous pouvez lire");
        group.MapGet("unsignalled", Unsignalled).RequireAuthorization("agenda:read").WithSummary("Ce qui n'est pas encore saisi : une clôture l'attend");
        group.MapGet("{id:guid}", Read).RequireAuthorization("agenda:read").WithSummary("Une présence, ses versions et tout ce que les tablettes ont dit");
        group.MapPost("{id:guid}/corrections", CorrectAttendance.Correct).RequireAuthorization("agenda:write").WithSummary("Corrige une présence : une nouvelle version, avec son motif").ProducesProblem(403).ProducesProblem(409).ProducesProblem(412);
    }

    private static async Task<Ok<BatchAnswer>> Capture(CaptureRequest request, CaptureAttendance capture, CancellationToken ct) => TypedResults.Ok(new BatchAnswer(await capture.TakeAsync(request, ct)));

    private static async Task<Ok<AttendanceList>> List(PresenceAccess access, AgendaDbContext db, CancellationToken ct, Guid? establishmentId = null, DateOnly? from = null, DateOnly? to = null, Guid? occurrenceId = null, Guid? usagerId = null, bool toVerify = false)
    {
        var query = db.Attendances.AsNoTracking();
        Guid house;
        if (occurrenceId is { } one)
        {
            house = await db.Occurrences.Where(o => o.Id == one).Select(o => (Guid?)o.EstablishmentId).SingleOrDefaultAsync(ct) ?? throw await access.MissingAsync("occurrence", one, "attendance.list", ct);
            if (!await access.WorksAtAsync(house, ct)) throw await access.MissingAsync("occurrence", one, "attendance.list", ct);
            query = query.Where(a => a.OccurrenceId == one);
        }
        else
        {
            if (establishmentId is null || from is null || to is null) throw new BadInputException("criterion-absent", "Indiquez une séance, ou un établissement et deux dates.");
            Period.Require(from.Value, to.Value);
            house = establishmentId.Value;
            query = query.Where(a => a.EstablishmentId == house && a.ServiceDate >= from && a.ServiceDate <= to);
        }

        await access.RequireHouseAsync(house, ct);
        if (usagerId is not null) query = query.Where(a => a.UsagerId == usagerId);
        if (toVerify) query = query.Where(a => a.ToVerify);
        var persons = await query.Select(a => a.UsagerId).Distinct().ToListAsync(ct);
        var readable = await access.ReadableAsync(persons, "attendance.list", "establishment", house, house, ct);
        var rows = (await query.OrderBy(a => a.ServiceDate).ThenBy(a => a.Id).ToListAsync(ct)).FindAll(a => readable.ContainsKey(a.UsagerId));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new AttendanceList([.. rows.Take(2000).Select(AttendanceView.Of)], rows.Count));
    }

    private static async Task<Ok<AttendanceDetail>> Read(Guid id, HttpContext http, PresenceAccess access, AgendaDbContext db, CancellationToken ct)
    {
        var attendance = await db.Attendances.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) ?? throw await access.MissingAsync("attendance", id, "attendance.read", ct);
        var verdict = await access.RequireAsync(attendance.UsagerId, "R", "attendance.read", "attendance", id, attendance.EstablishmentId, ct);
        var captures = await db.Captures.AsNoTracking().Where(c => c.AttendanceId == id).OrderBy(c => c.DeviceAt).ToListAsync(ct);
        var versions = await db.AttendanceVersions.AsNoTracking().Where(v => v.AttendanceId == id).OrderBy(v => v.Version).ToListAsync(ct);
        var heads = Merge.Of(captures).Heads;
        await db.SaveChangesAsync(ct);
        http.SetVersion(attendance.Revision);
        return TypedResults.Ok(new AttendanceDetail(AttendanceView.Of(attendance), [.. versions.Select(VersionView.Of)], [.. captures.Select(c => CaptureView.Of(c, heads.Contains(c.MutationId), verdict.Minimal))]));
    }

    private static async Task<Ok<UnsignalledList>> Unsignalled(Guid establishmentId, DateOnly from, DateOnly to, PresenceAccess access, AgendaDbContext db, TimeProvider clock, CancellationToken ct)
    {
        Period.Require(from, to);
        await access.RequireHouseAsync(establishmentId, ct);
        var today = WallTime.DayOf(clock.GetUtcNow(), WallTime.Zone(WallTime.Paris));
        var expected = from o in db.Occurrences.AsNoTracking()
                       join p in db.Participations.AsNoTracking() on o.Id equals p.OccurrenceId
                       where o.EstablishmentId == establishmentId && o.Day >= @from && o.Day <= to && o.Day <= today && o.Status != Occurrences.OccurrenceStatus.Cancelled
                           && p.Kind == Calendars.CalendarKind.Usager && p.Status == Occurrences.ParticipationStatus.Expected
                           && !db.Attendances.Any(a => a.OccurrenceId == o.Id && a.UsagerId == p.CalendarId && a.State != null)
                       orderby o.Day, o.Id
                       select new UnsignalledView(o.Id, o.ActivityId, p.CalendarId, o.Day, o.StartsAt);
        var rows = await expected.ToListAsync(ct);
        var readable = await access.ReadableAsync([.. rows.Select(r => r.UsagerId).Distinct()], "attendance.list", "establishment", establishmentId, establishmentId, ct);
        rows = rows.FindAll(r => readable.ContainsKey(r.UsagerId));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new UnsignalledList([.. rows.Take(2000)], rows.Count));
    }
}

internal sealed record BatchAnswer(IReadOnlyList<MutationResult> Results);

internal sealed record AttendanceList(IReadOnlyList<AttendanceView> Items, int Total);

internal sealed record UnsignalledView(Guid OccurrenceId, Guid ActivityId, Guid UsagerId, DateOnly Day, DateTimeOffset StartsAt);

internal sealed record UnsignalledList(IReadOnlyList<UnsignalledView> Items, int Total);

internal sealed record AttendanceView(Guid AttendanceId, Guid OccurrenceId, Guid ActivityId, Guid UsagerId, DateOnly ServiceDate, string? State, DateTimeOffset? ArrivedAt, DateTimeOffset? LeftAt, string Period, decimal Quantity,
    int Minutes, string? SerafinCode, bool ToVerify, int Version)
{
    public static AttendanceView Of(Attendance a) => new(a.Id, a.OccurrenceId, a.ActivityId, a.UsagerId, a.ServiceDate, a.State?.Word(), a.ArrivedAt, a.LeftAt, a.Period, a.Quantity, a.Minutes, a.SerafinCode, a.ToVerify, a.Version);
}

internal sealed record VersionView(int Version, string State, DateTimeOffset? ArrivedAt, DateTimeOffset? LeftAt, DateOnly ServiceDate, string Period, decimal Quantity, int Minutes, string Reason, Guid By, DateTimeOffset At)
{
    public static VersionView Of(AttendanceVersion v) => new(v.Version, v.State.Word(), v.ArrivedAt, v.LeftAt, v.ServiceDate, v.Period, v.Quantity, v.Minutes, v.Reason, v.By, v.At);
}

/// <param name="Speaks">Not replaced by a later one: when two that speak differ, they are to be verified.</param>
internal sealed record CaptureView(Guid MutationId, string DeviceId, DateTimeOffset DeviceAt, DateTimeOffset ServerAt, string? State, DateTimeOffset? ArrivedAt, DateTimeOffset? LeftAt, DateTimeOffset? ToldAt, string? Note, string? Reason,
    string? Explanation, bool Late, Guid By, bool Speaks)
{
    public static CaptureView Of(Capture c, bool speaks, bool minimal) => new(c.MutationId, c.DeviceId, c.DeviceAt, c.ServerAt, c.State?.Word(), c.ArrivedAt, c.LeftAt, c.ToldAt, minimal ? null : c.Note, c.Reason, minimal ? null : c.Explanation, c.Late, c.By, speaks);
}

internal sealed record AttendanceDetail(AttendanceView Attendance, IReadOnlyList<VersionView> Versions, IReadOnlyList<CaptureView> Captures);
