using System.ComponentModel.DataAnnotations;
using HealthDirectory.Employment;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Professionals;

/// <summary>Elsewhere or as something else: within the establishment the situation is changed, towards another one it ends and a new one begins.</summary>
internal static class MoveSituation
{
    private const int LongestOverlap = 48;

    public static async Task<Ok<SituationStarted>> Move(Guid id, MoveRequest request, StaffRights rights, StaffRegister register, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var situation = await db.Situations.SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw new NotFoundException();
        var place = request.EstablishmentId ?? situation.EstablishmentId;
        await rights.RequireAsync([situation.EstablishmentId, place], ct);
        if (request.OverlapHours is < 0 or > LongestOverlap) throw new BadInputException("overlap-too-long", "Le chevauchement des droits est de 48 heures au plus. Réduisez-le.");
        await db.CheckPlaceAsync(place, request.UnitIds, ct);

        var moved = place == situation.EstablishmentId && request.OverlapHours is null or 0
            ? situation : await RenewAsync(situation, place, request, register, clock.GetUtcNow(), ct);
        if (moved == situation) register.Move(situation, request.UnitIds, request.Function ?? situation.Function);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new SituationStarted(moved.Id));
    }

    private static async Task<Situation> RenewAsync(Situation old, Guid? place, MoveRequest request, StaffRegister register, DateTimeOffset now, CancellationToken ct)
    {
        var end = old.EndsAt;
        await register.EndAsync(old, now.AddHours(request.OverlapHours ?? 0), ct);
        return await register.BeginAsync(new(old.ProfessionalId, place, request.UnitIds, old.Profession, old.Speciality, request.Function ?? old.Function, now, end, old.ContractId), ct);
    }
}

/// <param name="OverlapHours">How long the old rights go on beside the new ones.</param>
public sealed record MoveRequest([property: MaxLength(50)] IReadOnlyList<Guid> UnitIds, Function? Function = null, Guid? EstablishmentId = null, int? OverlapHours = null);
