using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;
using Telemedicine.Requests;

namespace Telemedicine.UseCases;

/// <summary>Situations of the porteur médical (a doctor) and of the porteur paramédical.</summary>
public sealed record LeadsRequest(Guid MedicalLeadId, Guid ParamedicalLeadId);

public sealed record SettleRequest([Required, StringLength(500, MinimumLength = 3)] string Evidence);

/// <param name="RegionCode">INSEE code; empty: that of the postal code.</param>
public sealed record DescribeStructure(TariffOption Tariff, bool PriorityZone, [RegularExpression("^([0-9]{2,3})?$")] string RegionCode = "");

public sealed record ItemView(int Item, string Label, bool Settled, string? Evidence, DateTimeOffset? At);

public sealed record StructureView(Guid EstablishmentId, Guid? MedicalLeadId, Guid? ParamedicalLeadId, TariffOption Tariff, bool PriorityZone, string RegionCode, IReadOnlyList<ItemView> Prerequisites)
{
    public static StructureView Of(StructureProfile s) => new(s.EstablishmentId, s.MedicalLeadId, s.ParamedicalLeadId, s.Tariff, s.PriorityZone, s.RegionCode,
        [.. StructureProfile.Checklist.Select((label, i) => s.Items.FirstOrDefault(x => x.Item == i + 1) is { } done ? new ItemView(i + 1, label, true, done.Evidence, done.At) : new(i + 1, label, false, null, null))]);
}

/// <summary>What a house settles before its first act: leads, prerequisites, how its doctors are paid.</summary>
internal static class StructureEndpoints
{
    private const string Doctor = "10", Midwife = "50", Dentist = "40";
    private static readonly HashSet<string> Caregivers = new(StringComparer.Ordinal) { "ide", "ide-de-nuit", "reeducateur", "aide-soignant", "equipe-mobile", "chef-de-service", "psychologue", "pharmacien" };

    public static void MapStructures(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/establishments/{id:guid}", Read).WithTags("Structures").RequireAuthorization("telemedicine:read");
        var group = routes.MapGroup("/establishments/{id:guid}").WithTags("Structures").RequireAuthorization("telemedicine:write");
        group.MapPut("/leads", Lead).ProducesProblem(400);
        group.MapPut("/prerequisites/{item:int}", Settle).ProducesProblem(400);
        group.MapPut("/profile", Describe).ProducesProblem(400);
    }

    private static async Task<Ok<StructureView>> Read(Guid id, TelemedicineDbContext db, StructureAccess access, CancellationToken ct)
    {
        await access.RequireMemberAsync(id, ct);
        return TypedResults.Ok(StructureView.Of(await db.Structures.AsNoTracking().SingleOrDefaultAsync(s => s.EstablishmentId == id, ct) ?? StructureProfile.Of(db.TenantId, id)));
    }

    private static async Task<Ok<StructureView>> Lead(Guid id, LeadsRequest body, TelemedicineDbContext db, StructureAccess access, DirectoryClient directory, CancellationToken ct)
    {
        await access.RequireSetterAsync(id, "telemedicine.leads", ct);
        var medical = await directory.FindSituationAsync(body.MedicalLeadId, ct);
        if (medical is not { Active: true, Profession: Doctor or Midwife or Dentist } || Foreign(medical.TenantId, db)) throw new BadInputException("medical-lead", "Le porteur médical est un médecin, une sage-femme ou un chirurgien-dentiste en poste ici. Choisissez une autre personne.");
        var paramedical = await directory.FindSituationAsync(body.ParamedicalLeadId, ct);
        if (paramedical is not { Active: true } || Foreign(paramedical.TenantId, db) || paramedical.Profession == Doctor || !Caregivers.Contains(paramedical.Function)) throw new BadInputException("paramedical-lead", "Le porteur paramédical est un soignant non médecin en poste ici. Choisissez une autre personne.");
        return await ChangeAsync(id, s => s.Lead(body.MedicalLeadId, body.ParamedicalLeadId), db, ct);
    }

    private static async Task<Ok<StructureView>> Settle(Guid id, int item, SettleRequest body, TelemedicineDbContext db, StructureAccess access, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        await access.RequireSetterAsync(id, "telemedicine.prerequisite", ct);
        return await ChangeAsync(id, s => s.Settle(item, body.Evidence.Trim(), caller.SituationId!.Value, clock.GetUtcNow()), db, ct);
    }

    private static async Task<Ok<StructureView>> Describe(Guid id, DescribeStructure body, TelemedicineDbContext db, StructureAccess access, CancellationToken ct)
    {
        await access.RequireSetterAsync(id, "telemedicine.structure", ct);
        return await ChangeAsync(id, s => s.Describe(body.Tariff, body.PriorityZone, body.RegionCode), db, ct);
    }

    private static async Task<Ok<StructureView>> ChangeAsync(Guid id, Action<StructureProfile> change, TelemedicineDbContext db, CancellationToken ct)
    {
        var structure = await db.Structures.SingleOrDefaultAsync(s => s.EstablishmentId == id, ct);
        if (structure is null) db.Structures.Add(structure = StructureProfile.Of(db.TenantId, id));
        change(structure);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(StructureView.Of(structure));
    }

    private static bool Foreign(string tenant, TelemedicineDbContext db) => tenant.Length > 0 && tenant != db.TenantId.ToString();
}
