using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Employment;

/// <summary>An arrival; it may be told days ahead, access opens with the first minute of the contract.</summary>
internal static class SignContract
{
    public static async Task<Created<ContractView>> Sign(Guid id, SignRequest request, HttpContext http, StaffRights rights, StaffRegister register, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (!await db.Professionals.AnyAsync(p => p.Id == id, ct)) throw new NotFoundException();
        await rights.RequireAsync(request.Assignments.Select(a => a.EstablishmentId), ct);
        if (await db.Contracts.AnyAsync(c => c.Reference == request.Reference.Trim(), ct))
            throw new RuleBrokenException("contract-known", "Un contrat porte déjà ce numéro. Modifiez-le, ou donnez un autre numéro.");
        foreach (var assignment in request.Assignments) await db.CheckPlaceAsync(assignment.EstablishmentId, assignment.UnitIds, ct);

        var contract = EmploymentContract.Sign(Guid.CreateVersion7(clock.GetUtcNow()), db.TenantId, id, request.Reference, new(request.Kind, request.StartsAt, request.EndsAt));
        db.Add(contract);
        db.Audit(new("contract.sign", "contract", contract.Id.ToString()) { Category = "ADM" });
        List<Professionals.Situation> situations = [];
        foreach (var a in request.Assignments)
            situations.Add(await register.BeginAsync(new(id, a.EstablishmentId, a.UnitIds, a.Profession ?? "", a.Speciality ?? "", a.Function, contract.StartsAt, contract.EndsAt, contract.Id), ct));
        await db.SaveChangesAsync(ct);
        http.SetVersion(contract.Version);
        return TypedResults.Created($"/contracts/{contract.Id}", ContractView.Of(contract, situations));
    }
}

public sealed record SignRequest([property: Required, StringLength(60, MinimumLength = 1)] string Reference, ContractKind Kind, DateTimeOffset StartsAt,
    [property: MinLength(1), MaxLength(20)] IReadOnlyList<Assignment> Assignments, DateTimeOffset? EndsAt = null);
