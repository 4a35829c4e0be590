using Documents.Records;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Transmissions;

/// <param name="UnitId">Empty: all units of the organisation.</param>
public sealed record PolicyRequest(string TypeCode, Channel Channel, TransmissionMode Mode, Guid? UnitId = null, IReadOnlyList<string>? Recipients = null);

public sealed record PolicyView(string TypeCode, string TypeLabel, Channel Channel, TransmissionMode Mode, Guid? UnitId, IReadOnlyList<string> Recipients, DateTimeOffset SetAt)
{
    public static PolicyView Of(TransmissionPolicy p) => new(p.TypeCode, DocumentType.Find(p.TypeCode)?.Label ?? p.TypeCode, p.Channel, p.Mode, p.UnitId == Guid.Empty ? null : p.UnitId, p.Recipients, p.SetAt);
}

public static class PolicyEndpoints
{
    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/transmission-policies").WithTags("Transmission policies");
        group.MapGet("/", List).RequireAuthorization("documents:read");
        group.MapPut("/", Set).RequireAuthorization("documents:write").ProducesProblem(400);
    }

    private static async Task<Ok<List<PolicyView>>> List(DocumentsDbContext db, CancellationToken ct) => TypedResults.Ok(
        (await db.Policies.AsNoTracking().OrderBy(p => p.TypeCode).ThenBy(p => p.Channel).ToListAsync(ct)).ConvertAll(PolicyView.Of));

    /// <summary>Sets what the house does with a type on a channel. The last word wins: a policy is a whole, not a sum of edits.</summary>
    private static async Task<Ok<PolicyView>> Set(PolicyRequest request, DocumentsDbContext db, DirectoryClient directory, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        if (DocumentType.Find(request.TypeCode) is not { } type) throw new BadInputException("document-type", "Ce type de document n'est pas dans la nomenclature : choisissez-en un dans la liste des types.");
        if (request is { Channel: Channel.Dmp, Mode: not TransmissionMode.Off } && !type.ForDmp) throw new BadInputException("policy-dmp", "Ce type de document n'a pas sa place dans le DMP : seules les données utiles à la coordination des soins y vont. Choisissez un autre canal.");
        if (caller.SituationId is not { } situation || await directory.FindSignatoryAsync(situation, ct) is not { Active: true }) throw new ForbiddenException("no-situation", "Votre session ne désigne aucune situation de travail active. Reconnectez-vous et choisissez-en une.");

        var (unit, recipients) = (request.UnitId ?? Guid.Empty, (request.Recipients ?? []).Select(MssAddress.Read).Distinct(StringComparer.Ordinal).ToList());
        var policy = await db.Policies.SingleOrDefaultAsync(p => p.UnitId == unit && p.TypeCode == request.TypeCode && p.Channel == request.Channel, ct);
        if (policy is null) db.Policies.Add(policy = TransmissionPolicy.For(db.TenantId, unit, request.TypeCode, request.Channel, clock.GetUtcNow()));
        policy.Set(request.Mode, recipients, clock.GetUtcNow());
        db.Audit(new("policy.set", "transmission-policy", policy.Id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(PolicyView.Of(policy));
    }
}
