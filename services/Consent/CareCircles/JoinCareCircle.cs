using System.ComponentModel.DataAnnotations;
using Consent.Deciding;
using Contracts.Directory;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform;

namespace Consent.CareCircles;

/// <summary>Somebody comes to a person's care circle; who is named by a situation gains rights by it.</summary>
internal static class JoinCareCircle
{
    public static async Task<Created<MemberView>> Handle(Guid usagerId, JoinRequest request, Team team, Asking asking, Colleagues colleagues, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (asking.Account is null) await team.RequireToOpenAsync(usagerId, herWill: false, ct);
        else await team.RequireAsync(usagerId, "JUR", "R", ct);
        if (asking.Account is not null && request.TeamCase is ("a" or "c"))
            throw new BadInputException("circle-case", "Vous pouvez reconnaître vous-même un professionnel (cas b). Pour les autres cas, adressez-vous à l'établissement.");

        var joining = request.SituationId is { } id ? await colleagues.FindAsync(id, ct) ?? throw Unknown() : null;
        if (request.TeamCase == "a") RequireSameHouse(joining, (await rules.ReadAsync(db.TenantId, ct)).Person(usagerId));
        var member = CareCircleMember.Join(db.TenantId, usagerId, new(request.Role, request.Name, request.NationalId, request.Mailbox, request.SituationId, request.TeamCase), clock.GetUtcNow());
        db.Add(member);
        await CareCircleEndpoints.ChangeAsync(db, member, "care-circle.join", "active", clock, ct);
        return TypedResults.Created($"/usagers/{usagerId}/care-circle/{member.Id}", MemberView.Of(member));
    }

    // L1110-12, 1°: the same establishment. Where she lives comes from identity, where he works from directory.
    private static void RequireSameHouse(Situation? joining, PersonRules person)
    {
        if (joining is null || person.Place?.EstablishmentId is not { } house || joining.EstablishmentId != house.ToString())
            throw new BadInputException("circle-case", "Le cas « a » est celui d'un professionnel qui exerce dans l'établissement de la personne. Indiquez « b » s'il est reconnu par elle, « c » s'il est d'une équipe coordonnée.");
    }

    private static BadInputException Unknown() => new("circle-situation-unknown", "Ce professionnel n'a pas de situation active dans votre organisme. Cherchez-le dans l'annuaire, ou inscrivez-le par son identifiant national.");
}

public sealed record JoinRequest([property: AllowedValues("MT", "PC", "RL", "AID", "PRO")] string Role, [property: Required, StringLength(160)] string Name,
    [property: StringLength(40)] string? NationalId = null, [property: StringLength(254)] string? Mailbox = null, Guid? SituationId = null, [property: AllowedValues("a", "b", "c", null)] string? TeamCase = null);
