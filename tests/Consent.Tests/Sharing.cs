using Testing;

namespace Consent.Tests;

/// <summary>What staff of a house records so that a case can be played.</summary>
internal static class Sharing
{
    public static object Information => new { leaflet = "partage-des-informations", version = "2026-1", mode = "falc" };

    public static object Signed => new { type = "signature", reference = "scan-0042" };

    public static object Able => new { decidedBy = "person", able = true, capacity = "comprend et répond" };

    /// <summary>The person agrees and the team says it is useful.</summary>
    public static async Task<Guid> AgreeAsync(ConsentApi api, Guid house, Guid resident, Guid partner, string[] categories)
    {
        var consent = await ConsentAsync(api, house, resident, partner, categories);
        await NeedAsync(api, house, resident, partner, categories);
        return consent;
    }

    public static Task<Guid> ConsentAsync(ConsentApi api, Guid house, Guid resident, Guid partner, string[] categories) =>
        api.MakeAsync(api.Directory.Add(Demo.Brume, "ide", house), "/consents", new
        {
            usagerId = resident, kind = "SHARE_OUT_OF_TEAM", decision = "Permit", will = Able, information = Information, proof = Signed, categories,
            recipients = new[] { new { professional = api.Directory.Of(partner).NationalId } }, purposes = new[] { "coordination" },
        });

    public static async Task NeedAsync(ConsentApi api, Guid house, Guid resident, Guid partner, string[] categories)
    {
        // Each need is stated by somebody who reads the category: in an IME the doctor reads all of these.
        var doctor = api.Directory.Add(Demo.Brume, house == Demo.DeuxChenes ? "medecin" : "medecin-coordonnateur", house);
        await api.MakeAsync(doctor, $"/usagers/{resident}/sharing-needs", new
        {
            recipients = new[] { new { professional = api.Directory.Of(partner).NationalId } }, categories, purpose = "coordination", legalBase = "L1110-4 III", why = "Suivi commun à domicile",
        });
    }

    public static Task<Guid> MeasureAsync(ConsentApi api, Guid house, Guid resident, string scope, string mode, string type = "Tutelle", DateOnly? expires = null, DateOnly? judged = null) =>
        api.MakeAsync(api.Directory.Add(Demo.Brume, "secretaire-admission", house), $"/usagers/{resident}/legal-measures", new
        {
            type, scope, mode, judgedOn = judged ?? DateOnly.FromDateTime(api.Clock.GetUtcNow().UtcDateTime.AddDays(-100)), expiresOn = expires ?? DateOnly.FromDateTime(api.Clock.GetUtcNow().UtcDateTime.AddYears(4)),
            holderName = "M. Tuteur", proofDocument = "jugement-2026",
        });

    public static async Task<Guid> MissionAsync(ConsentApi api, Guid asker, Guid member, params Guid[] residents)
    {
        var now = api.Clock.GetUtcNow();
        var mission = await api.MakeAsync(asker, "/missions", new { name = "Soins palliatifs", request = "Douleur non soulagée", usagerIds = residents, situationIds = new[] { member }, startsAt = now.AddMinutes(-1), endsAt = now.AddDays(14) });
        Xunit.Assert.Equal(204, (await api.TryAsync(member, $"/missions/{mission}/accept")).Status);
        return mission;
    }
}
