using System.ComponentModel.DataAnnotations;
using Agenda.Access;
using Agenda.Calendars;
using Agenda.Houses;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Resources;

/// <summary>A room, a vehicle or a piece of equipment.</summary>
/// <param name="Capacity">Persons, professionals and wheelchairs included; 0 when not counted.</param>
/// <param name="Hours">Such as « MO 08:00-18:00;TU 08:00-18:00 »; none: always.</param>
/// <param name="ClosedDays">Such as « 2026-05-15;2026-07-11/2026-08-31 ».</param>
public sealed record ResourceRequest([property: Required, RegularExpression("^[a-z0-9-]{2,40}$")] string Type, [property: Required, StringLength(80, MinimumLength = 2)] string Name, Guid? UnitId = null,
    [property: Range(0, 500)] int Capacity = 0, [property: Range(0, 50)] int WheelchairPlaces = 0, IReadOnlyList<string>? Qualifications = null, [property: StringLength(400)] string? Hours = null,
    [property: StringLength(4000)] string? ClosedDays = null, [property: Range(0, 480)] int MinutesBefore = 0, [property: Range(0, 480)] int MinutesAfter = 0, [property: Range(0, 240)] int TransferMinutes = 0,
    DateOnly? CheckedUntil = null, bool Active = true)
{
    internal ResourceSettings Read()
    {
        if (WheelchairPlaces > Capacity && Capacity > 0) throw new BadInputException("wheelchair-places", "Il y a plus de places de fauteuil que de places. Corrigez l'un ou l'autre.");
        if (Qualifications is { Count: > 10 } || Qualifications?.Any(q => q.Length is 0 or > 40) == true) throw new BadInputException("qualifications", "Donnez au plus dix qualifications de 40 caractères.");
        return new(Type, Name.Trim(), UnitId, Capacity, WheelchairPlaces, Qualifications ?? [], WeeklyHours.Parse(Hours), DayPeriods.Parse(ClosedDays), MinutesBefore, MinutesAfter, TransferMinutes, CheckedUntil, Active);
    }
}

/// <param name="Kind">room, vehicle or equipment.</param>
public sealed record NewResource(Guid EstablishmentId, [property: AllowedValues("room", "vehicle", "equipment")] string Kind, ResourceRequest Settings);

public sealed record ResourceView(Guid Id, Guid EstablishmentId, CalendarKind Kind, string Type, string Name, Guid? UnitId, int Capacity, int WheelchairPlaces, IReadOnlyList<string> Qualifications, string Hours, string ClosedDays,
    int MinutesBefore, int MinutesAfter, int TransferMinutes, DateOnly? CheckedUntil, bool Active, int Version)
{
    internal static ResourceView Of(Resource r) => new(r.Id, r.EstablishmentId, r.Kind, r.Type, r.Name, r.UnitId, r.Capacity, r.WheelchairPlaces, r.Qualifications, r.Hours.ToString(), r.ClosedDays.ToString(),
        r.MinutesBefore, r.MinutesAfter, r.TransferMinutes, r.CheckedUntil, r.Active, r.Version);
}

public static class ResourceEndpoints
{
    public static void MapResources(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/resources").WithTags("Ressources").RequireAuthorization("agenda:read");
        read.MapGet("/", List).ProducesProblem(403);
        read.MapGet("/{id:guid}", Read).ProducesProblem(404);
        var write = routes.MapGroup("/resources").WithTags("Ressources").RequireAuthorization("agenda:write");
        write.MapPost("/", Create).ProducesProblem(400).ProducesProblem(409);
        write.MapPut("/{id:guid}", Change).ProducesProblem(400).ProducesProblem(412);
    }

    private static async Task<Ok<List<ResourceView>>> List(Guid establishmentId, AgendaDbContext db, AgendaAccess access, CancellationToken ct, string? kind = null)
    {
        await access.RequireHouseAsync(establishmentId, ct);
        var query = db.Resources.AsNoTracking().Where(r => r.EstablishmentId == establishmentId);
        if (kind is not null)
        {
            var wanted = CalendarRef.Read(kind);
            query = query.Where(r => r.Kind == wanted);
        }

        return TypedResults.Ok((await query.OrderBy(r => r.Name).Take(1000).ToListAsync(ct)).ConvertAll(ResourceView.Of));
    }

    private static async Task<Ok<ResourceView>> Read(Guid id, HttpContext http, AgendaDbContext db, AgendaAccess access, CancellationToken ct)
    {
        var resource = await db.Resources.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new NotFoundException();
        await access.RequireHouseAsync(resource.EstablishmentId, ct);
        http.SetVersion(resource.Version);
        return TypedResults.Ok(ResourceView.Of(resource));
    }

    private static async Task<Created<ResourceView>> Create(NewResource request, HttpContext http, AgendaDbContext db, AgendaAccess access, TimeProvider clock, CancellationToken ct)
    {
        await access.RequireHouseAsync(request.EstablishmentId, ct);
        var resource = Resource.Of(db.TenantId, request.EstablishmentId, CalendarRef.Read(request.Kind), request.Settings.Read(), clock.GetUtcNow());
        db.Resources.Add(resource);
        await db.SaveChangesAsync(ct);
        http.SetVersion(resource.Version);
        return TypedResults.Created($"/resources/{resource.Id}", ResourceView.Of(resource));
    }

    private static async Task<Ok<ResourceView>> Change(Guid id, ResourceRequest request, HttpContext http, AgendaDbContext db, AgendaAccess access, CancellationToken ct)
    {
        var resource = await db.Resources.SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new NotFoundException();
        await access.RequireHouseAsync(resource.EstablishmentId, ct);
        http.RequireVersion(resource.Version);
        resource.Set(request.Read());
        await db.SaveChangesAsync(ct);
        http.SetVersion(resource.Version);
        return TypedResults.Ok(ResourceView.Of(resource));
    }
}
