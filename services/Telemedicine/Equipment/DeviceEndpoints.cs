using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;
using Telemedicine.Requests;

namespace Telemedicine.Equipment;

/// <param name="Id">Id of its calendar in agenda, when it is there already.</param>
public sealed record DeviceRequest(Guid EstablishmentId, DeviceKind Kind, [Required, StringLength(80, MinimumLength = 2)] string Label, Guid? Id = null, Guid? UnitId = null, DateOnly? CalibratedUntil = null, DateOnly? MaintenanceDueOn = null,
    [Range(0, 240)] int TransferMinutes = 20, [Range(0, 120)] int CleaningMinutes = 10);

public sealed record DeviceChange([Required, StringLength(80, MinimumLength = 2)] string Label, Guid? UnitId = null, DateOnly? CalibratedUntil = null, DateOnly? MaintenanceDueOn = null, bool OutOfOrder = false,
    [Range(0, 240)] int TransferMinutes = 20, [Range(0, 120)] int CleaningMinutes = 10);

public sealed record ChargeRequest([Range(0, 100)] int Percent);

/// <param name="Obstacle">Why it cannot be booked today; null when it can.</param>
public sealed record DeviceView(Guid Id, Guid EstablishmentId, DeviceKind Kind, string Label, Guid? UnitId, int ChargePercent, DateOnly? CalibratedUntil, DateOnly? MaintenanceDueOn, bool OutOfOrder, int TransferMinutes, int CleaningMinutes, string? Obstacle, int Incidents, int Version);

/// <summary>The register of equipment: where it is, until when it is calibrated, when it must be maintained, what went wrong with it.</summary>
internal static class DeviceEndpoints
{
    public static void MapDevices(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/devices", List).WithTags("Equipment").RequireAuthorization("telemedicine:read");
        var group = routes.MapGroup("/devices").WithTags("Equipment").RequireAuthorization("telemedicine:write");
        group.MapPost("/", Register).ProducesProblem(400).ProducesProblem(409);
        group.MapPut("/{id:guid}", Change).ProducesProblem(400).ProducesProblem(412);
        group.MapPost("/{id:guid}/charge", Charge).ProducesProblem(400);
    }

    private static async Task<Ok<List<DeviceView>>> List(Guid establishmentId, TelemedicineDbContext db, StructureAccess access, TimeProvider clock, CancellationToken ct)
    {
        await access.RequireMemberAsync(establishmentId, ct);
        var found = await db.Devices.AsNoTracking().Where(d => d.EstablishmentId == establishmentId).OrderBy(d => d.Label).ToListAsync(ct);
        var ids = found.ConvertAll(d => (Guid?)d.Id);
        var incidents = (await db.Incidents.AsNoTracking().Where(i => ids.Contains(i.DeviceId)).GroupBy(i => i.DeviceId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct)).ToDictionary(i => i.Key!.Value, i => i.Count);
        return TypedResults.Ok(found.ConvertAll(d => View(d, clock, incidents.GetValueOrDefault(d.Id))));
    }

    private static async Task<Created<DeviceView>> Register(DeviceRequest body, HttpContext http, TelemedicineDbContext db, StructureAccess access, TimeProvider clock, CancellationToken ct)
    {
        await access.RequireKeeperAsync(body.EstablishmentId, "telemedicine.device", ct);
        var device = Device.Register(db.TenantId, body.Id ?? Guid.CreateVersion7(clock.GetUtcNow()), body.EstablishmentId, body.Kind, body.Label.Trim());
        device.Describe(body.Label.Trim(), body.UnitId, body.CalibratedUntil, body.MaintenanceDueOn, false, body.TransferMinutes, body.CleaningMinutes);
        db.Devices.Add(device);
        await db.SaveChangesAsync(ct);
        http.SetVersion(device.Version);
        return TypedResults.Created($"/devices?establishmentId={body.EstablishmentId}", View(device, clock, 0));
    }

    private static async Task<Ok<DeviceView>> Change(Guid id, DeviceChange body, HttpContext http, TelemedicineDbContext db, StructureAccess access, TimeProvider clock, CancellationToken ct)
    {
        var device = await FindAsync(id, db, access, ct);
        http.RequireVersion(device.Version);
        device.Describe(body.Label.Trim(), body.UnitId, body.CalibratedUntil, body.MaintenanceDueOn, body.OutOfOrder, body.TransferMinutes, body.CleaningMinutes);
        await db.SaveChangesAsync(ct);
        http.SetVersion(device.Version);
        return TypedResults.Ok(View(device, clock, 0));
    }

    private static async Task<Ok<DeviceView>> Charge(Guid id, ChargeRequest body, HttpContext http, TelemedicineDbContext db, StructureAccess access, TimeProvider clock, CancellationToken ct)
    {
        var device = await FindAsync(id, db, access, ct);
        device.Charge(body.Percent);
        await db.SaveChangesAsync(ct);
        http.SetVersion(device.Version);
        return TypedResults.Ok(View(device, clock, 0));
    }

    private static async Task<Device> FindAsync(Guid id, TelemedicineDbContext db, StructureAccess access, CancellationToken ct)
    {
        var device = await db.Devices.SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw new NotFoundException();
        await access.RequireKeeperAsync(device.EstablishmentId, "telemedicine.device", ct);
        return device;
    }

    private static DeviceView View(Device d, TimeProvider clock, int incidents) => new(d.Id, d.EstablishmentId, d.Kind, d.Label, d.UnitId, d.ChargePercent, d.CalibratedUntil, d.MaintenanceDueOn, d.OutOfOrder, d.TransferMinutes, d.CleaningMinutes,
        d.Obstacle(ActType.Teleconsultation, clock.GetUtcNow(), clock.GetUtcNow()), incidents, d.Version);
}
