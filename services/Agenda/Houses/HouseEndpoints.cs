using System.ComponentModel.DataAnnotations;
using Agenda.Access;
using Agenda.Activities;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Houses;

/// <param name="Hours">Such as « MO 08:00-18:00;TU 08:00-18:00 »; none: always.</param>
/// <param name="ClosedDays">Such as « 2026-05-15;2026-07-11/2026-08-31 ».</param>
/// <param name="StrictRatioUnits">Units in which too few adults is a refusal.</param>
public sealed record HouseRequest([property: StringLength(40)] string Zone = WallTime.Paris, [property: StringLength(400)] string? Hours = null, [property: StringLength(4000)] string? ClosedDays = null,
    [property: StringLength(4000)] string? SchoolHolidays = null, bool ClosedOnPublicHolidays = false, bool ClosedInSchoolHolidays = false, IReadOnlyList<Guid>? StrictRatioUnits = null, [property: Range(0, 240)] int TransferMinutes = 0)
{
    internal HouseSettings Read()
    {
        _ = WallTime.Zone(Zone);
        return new(Zone, WeeklyHours.Parse(Hours), DayPeriods.Parse(ClosedDays), DayPeriods.Parse(SchoolHolidays), ClosedOnPublicHolidays, ClosedInSchoolHolidays, StrictRatioUnits ?? [], TransferMinutes);
    }
}

public sealed record HouseView(Guid EstablishmentId, string Zone, string Hours, string ClosedDays, string SchoolHolidays, bool ClosedOnPublicHolidays, bool ClosedInSchoolHolidays, IReadOnlyList<Guid> StrictRatioUnits, int TransferMinutes, int Version)
{
    internal static HouseView Of(HouseCalendar h) => new(h.EstablishmentId, h.Zone, h.Hours.ToString(), h.ClosedDays.ToString(), h.SchoolHolidays.ToString(), h.ClosedOnPublicHolidays, h.ClosedInSchoolHolidays, h.StrictRatioUnits, h.TransferMinutes, h.Version);
}

public static class HouseEndpoints
{
    public static void MapHouses(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/houses/{establishmentId:guid}", Read).WithTags("Établissements").RequireAuthorization("agenda:read").ProducesProblem(404);
        routes.MapPut("/houses/{establishmentId:guid}", Set).WithTags("Établissements").RequireAuthorization("agenda:write").ProducesProblem(400).ProducesProblem(412).ProducesProblem(428);
    }

    private static async Task<Ok<HouseView>> Read(Guid establishmentId, HttpContext http, AgendaDbContext db, AgendaAccess access, CancellationToken ct)
    {
        await access.RequireHouseAsync(establishmentId, ct);
        var house = await db.Houses.AsNoTracking().SingleOrDefaultAsync(h => h.EstablishmentId == establishmentId, ct) ?? HouseCalendar.Of(db.TenantId, establishmentId);
        http.SetVersion(house.Version);
        return TypedResults.Ok(HouseView.Of(house));
    }

    /// <summary>The first time, the version read is 0.</summary>
    private static async Task<Ok<HouseView>> Set(Guid establishmentId, HouseRequest request, HttpContext http, AgendaDbContext db, AgendaAccess access, CancellationToken ct)
    {
        await access.RequireHouseAsync(establishmentId, ct);
        var house = await db.Houses.SingleOrDefaultAsync(h => h.EstablishmentId == establishmentId, ct);
        http.RequireVersion(house?.Version ?? 0);
        if (house is null) db.Houses.Add(house = HouseCalendar.Of(db.TenantId, establishmentId));
        house.Set(request.Read());
        await db.SaveChangesAsync(ct);
        http.SetVersion(house.Version);
        return TypedResults.Ok(HouseView.Of(house));
    }
}
