using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform;

namespace HealthDirectory.Mailboxes;

internal static class MailboxEndpoints
{
    public static void MapMailboxes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/mailboxes", Search).RequireAuthorization("directory:read").WithTags("Boîtes MSSanté").ProducesProblem(400)
            .WithSummary("Boîtes MSSanté par FINESS, service, identifiant national, nom ou adresse (50 au plus)");

    private static async Task<Ok<List<MailboxView>>> Search([StringLength(9)] string? finess, [StringLength(60)] string? service, [StringLength(40)] string? nationalId,
        [StringLength(80)] string? familyName, [StringLength(254)] string? address, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var criteria = new MailboxCriteria(finess ?? "", service ?? "", nationalId ?? "", familyName ?? "", address ?? "");
        if (criteria.Empty) throw new BadInputException("criterion-missing", "Donnez au moins un FINESS, un identifiant national, un nom ou une adresse.");
        var found = await db.Mailboxes.MatchingAsync(criteria, ct);
        var delegations = await db.MailboxDelegations.DelegatedAsync(found, clock.GetUtcNow(), ct);
        return TypedResults.Ok(found.Select(m => new MailboxView(m.Address, m.Type, m.Label, m.Finess, m.StructureName, m.Service, m.NationalId, m.FamilyName, m.GivenName, m.Preferred,
            delegations.GetValueOrDefault(m.Address))).ToList());
    }
}

/// <param name="DelegatedTo">The team that reads it since its holder left.</param>
internal sealed record MailboxView(string Address, string Type, string Label, string Finess, string StructureName, string Service, string NationalId, string FamilyName, string GivenName, bool Preferred, string? DelegatedTo);
