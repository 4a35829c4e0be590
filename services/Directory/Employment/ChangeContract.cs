using Microsoft.AspNetCore.Http.HttpResults;
using Platform;

namespace HealthDirectory.Employment;

internal static class ChangeContract
{
    public static async Task<Ok<ContractView>> Change(Guid id, TermsRequest request, HttpContext http, StaffRights rights, StaffRegister register, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var (contract, situations) = await ContractEndpoints.FindAsync(id, rights, db, ct);
        http.RequireVersion(contract.Version);
        var formerEnd = contract.EndsAt;
        if (contract.Change(new(request.Kind, request.StartsAt, request.EndsAt), clock.GetUtcNow()))
        {
            await register.FollowAsync(contract, formerEnd, situations, ct);
            db.Audit(new("contract.change", "contract", id.ToString()) { Category = "ADM" });
            await db.SaveChangesAsync(ct);
        }
        http.SetVersion(contract.Version);
        return TypedResults.Ok(ContractView.Of(contract, situations));
    }

    public static async Task<Ok<ContractView>> End(Guid id, Professionals.EndRequest? request, StaffRights rights, StaffRegister register, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var (contract, situations) = await ContractEndpoints.FindAsync(id, rights, db, ct);
        var formerEnd = contract.EndsAt;
        var now = clock.GetUtcNow();
        contract.End(request?.EndsAt ?? now, now);
        await register.FollowAsync(contract, formerEnd, situations, ct);
        db.Audit(new("contract.end", "contract", id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ContractView.Of(contract, situations));
    }
}

public sealed record TermsRequest(ContractKind Kind, DateTimeOffset StartsAt, DateTimeOffset? EndsAt = null);
