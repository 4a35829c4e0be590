using Microsoft.AspNetCore.Http.HttpResults;
using Platform;

namespace Audit.Trail;

internal static class VerificationEndpoints
{
    public static void MapVerification(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/verification", Verify).RequireAuthorization("audit:read").WithTags("Traces").ProducesProblem(404)
            .WithSummary("Vérifie la chaîne des traces de l'organisme et dit où elle est rompue");

    private static async Task<Results<Ok<VerificationReport>, NotFound>> Verify(TrailRights rights, AuditDbContext db, CancellationToken ct)
    {
        if (!await rights.MayReadAsync(null, ct)) return TypedResults.NotFound();
        var report = await Verification.RunAsync(db, ct);
        db.Audit(new("trail.verify", "trail", "all") { Category = "LOG", Outcome = report.Verified ? "allowed" : "failed", ReasonCode = report.Reason ?? "" });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(report);
    }
}
