using System.ComponentModel.DataAnnotations;
using Identity.Insi;
using Identity.Qualification;
using Identity.Rights;
using Identity.Usagers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;

namespace Identity.Campaigns;

/// <summary>Whom to qualify (an establishment, named persons, or everybody) and at which pace.</summary>
public sealed record NewCampaign(
    [property: Required(ErrorMessage = NewCampaign.NameWanted), MinLength(3, ErrorMessage = NewCampaign.NameWanted), MaxLength(120, ErrorMessage = NewCampaign.NameWanted)] string Name,
    Guid? EstablishmentId = null,
    [property: MaxLength(5_000)] IReadOnlyList<Guid>? UsagerIds = null,
    [property: Range(1, 3_600, ErrorMessage = NewCampaign.PaceWanted)] int SecondsBetweenCalls = 20,
    TimeOnly? OpensAt = null, TimeOnly? ClosesAt = null, bool WeekDaysOnly = true)
{
    internal const string NameWanted = "Donnez à la campagne un nom de 3 à 120 caractères.";
    internal const string PaceWanted = "Laissez entre 1 et 3600 secondes entre deux appels.";

    internal WorkingHours Hours() => new WorkingHours(OpensAt ?? new(8, 0), ClosesAt ?? new(19, 0), WeekDaysOnly) is var hours && hours.OpensAt < hours.ClosesAt
        ? hours : throw new BadInputException("invalid-hours", "L'heure d'ouverture des appels précède l'heure de fermeture, le même jour. Corrigez-les.");
}

internal static class LaunchCampaign
{
    public static async Task<Created<CampaignView>> Launch(
        NewCampaign asked, IdentityDbContext db, IdentityRights rights, InsiCalls calls, CallerIdentity identity, WorkList list, IOptions<InsiSettings> settings, TimeProvider clock, CancellationToken ct)
    {
        var hours = asked.Hours();
        await rights.RequireAsync(new Place(asked.EstablishmentId, null), "U", "identity.campaign-launch", ct);
        if (settings.Value.Mode == InsiMode.Card)
            throw new RuleBrokenException("campaign-needs-certificate", "L'INSi est interrogé sous votre carte dans cet établissement : une campagne demande le certificat de la structure. Interrogez les identités une à une.");

        var chosen = await ChooseAsync(asked, db, rights, ct);
        if (chosen.Count == 0)
            throw new RuleBrokenException("nothing-to-qualify", "Aucune identité à qualifier ici : elles le sont déjà, sont sur la liste d'une autre campagne en cours, ou ne vous sont pas accessibles. Choisissez un autre établissement.");
        var now = clock.GetUtcNow();
        var campaign = QualificationCampaign.Launch(db.TenantId, asked, hours, calls.With(rights.Author.Subject, rights.Author.SituationId, await identity.NationalIdAsync(ct)), now);
        db.Campaigns.Add(campaign);
        db.CampaignEntries.AddRange(chosen.Select((usager, position) => CampaignEntry.Of(campaign, usager, position + 1, now)));
        db.Audit(new("identity.campaign-launch", "campaign", campaign.Id.ToString()) { Category = "IDT", Purpose = "coordination" });
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/qualification-campaigns/{campaign.Id}", CampaignView.Of(campaign, await list.ReadableAsync(campaign.Id, ct), now));
    }

    private static async Task<IReadOnlyList<Guid>> ChooseAsync(NewCampaign asked, IdentityDbContext db, IdentityRights rights, CancellationToken ct)
    {
        var found = db.Usagers.AsNoTracking().Where(u => u.Active && u.Status != IdentityStatus.Qual && !db.CampaignEntries.Any(e => e.UsagerId == u.Id && e.Open));
        if (asked.EstablishmentId is { } place) found = found.Where(u => u.EstablishmentId == place);
        if (asked.UsagerIds is { } named) found = found.Where(u => named.Contains(u.Id));
        var rows = await found.OrderBy(u => u.BirthName).ThenBy(u => u.Id).Select(u => new { u.Id, u.EstablishmentId, u.UnitId }).ToListAsync(ct);
        return [.. (await rights.KeepAsync(rows, "U", u => (u.Id, u.EstablishmentId, u.UnitId), ct)).Select(u => u.Id)];
    }
}
