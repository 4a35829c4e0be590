using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform;

namespace HealthDirectory.Mailboxes;

internal static class MailboxEndpoints
{
    public static void MapMailboxes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/mailboxes").WithTags("Boîtes MSSanté").ProducesProblem(400);
        group.MapGet("", Search).RequireAuthorization("directory:read").WithSummary("Boîtes MSSanté par FINESS, service, identifiant national, nom ou adresse (50 au plus)");
        group.MapGet("eligibility", Eligibility).RequireAuthorization("directory:staff").WithSummary("Ce à quoi un professionnel a droit d'après l'Annuaire Santé : boîte personnelle, responsabilité d'une boîte d'équipe").ProducesProblem(403).ProducesProblem(404).ProducesProblem(503);
        group.MapPost("", Open).RequireAuthorization("directory:staff").WithSummary("Ouvre une boîte à un professionnel inscrit, ou à une équipe sous sa responsabilité ; l'Annuaire Santé est interrogé d'abord")
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
    }

    private static async Task<Ok<EligibilityView>> Eligibility(Guid establishmentId, Guid professionalId, OpenMailbox opening, CancellationToken ct) => TypedResults.Ok(await opening.AskAsync(establishmentId, professionalId, ct));

    private static async Task<Created<OpenedView>> Open(OpenRequest request, OpenMailbox opening, CancellationToken ct)
    {
        var opened = await opening.OpenAsync(request, ct);
        return TypedResults.Created($"/mailboxes?address={Uri.EscapeDataString(opened.Address)}", opened);
    }

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
