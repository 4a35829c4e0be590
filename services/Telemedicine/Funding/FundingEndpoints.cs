using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Telemedicine.Access;

namespace Telemedicine.Funding;

public sealed record FundingView(string Role, string FundingPath, string Code, decimal? Amount, DateOnly ServiceDate);

internal static class FundingEndpoints
{
    public static void MapFunding(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/prices", () => TypedResults.Ok(Prices.All)).WithTags("Funding").RequireAuthorization("telemedicine:read");
        routes.MapGet("/requests/{id:guid}/funding", Read).WithTags("Funding").RequireAuthorization("telemedicine:read");
    }

    private static async Task<Ok<List<FundingView>>> Read(Guid id, TelemedicineDbContext db, CareAccess access, CancellationToken ct)
    {
        await access.RequestAsync(id, CareAccess.Read, "telemedicine.funding", ct, ConsentClient.FundingPath);
        var lines = await db.FundingLines.AsNoTracking().Where(f => f.RequestId == id).OrderBy(f => f.Role).ToListAsync(ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(lines.ConvertAll(f => new FundingView(f.Role, FundingNote.Wire(f.Path), f.Code, f.Amount, f.ServiceDate)));
    }
}
