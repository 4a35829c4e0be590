using EndToEnd.Stage;

namespace EndToEnd.Lists;

/// <summary>Who will be hidden: a life like her neighbour's, and what only a person known for long leaves behind.</summary>
internal static class HiddenPerson
{
    /// <summary>A month in which she alone is billed, closed and exported.</summary>
    public const string ClosedMonth = "2024-05";

    /// <summary>Comes with her, her INS not yet qualified, and will be hidden with her.</summary>
    public static readonly TestIdentity Companion = new("PERVENCHELLE", "ODETTE", "ODETTE", "1939-06-02", "F", "63220");

    /// <param name="platform">Where.</param>
    /// <param name="backdrop">What the house has for everybody.</param>
    /// <param name="twin">A resident who resembles her.</param>
    public static async Task<Life> ComeAsync(PlatformFixture platform, Backdrop backdrop, Guid twin)
    {
        var resident = await platform.QualifyAsync(Admissions.GarciaHammadi, twin);
        var companion = (await platform.AdmitAsync(Companion)).Id;
        var nurse = await platform.NurseAsync();
        var life = await Life.LiveAsync(platform, resident, Admissions.GarciaHammadi, 1, backdrop);
        var ids = new Dictionary<string, string>(life.Ids, StringComparer.Ordinal) { ["companion"] = companion.ToString(), ["companion-name"] = Companion.BirthName };
        ids["proposal"] = await Life.ProposeAsync(nurse, companion, Companion);
        ids["insi-call"] = resident.InsiCall;
        ids["proof"] = Life.Id((await nurse.GetAsync($"/api/identity/usagers/{resident.Id}/proofs")).Must(200).Json[0]);
        ids["duplicate"] = Life.Id((await nurse.GetAsync("/api/identity/duplicates")).Must(200).Json.EnumerateArray().Single(one => one.ToString().Contains(resident.Id.ToString(), StringComparison.Ordinal)));
        ids["campaign"] = await CampaignAsync(nurse, companion);
        await OpenAsync(platform, resident.Id, ids);
        await CloseAsync(await platform.AsAsync("CASTAING"), resident.Id, ids);
        await ReceiveAsync(platform, nurse, resident, ids);
        return life with { Ids = ids };
    }

    /// <summary>She and her companion say no to everything: nobody of the organisation may see them any more.</summary>
    public static async Task OpposeAsync(PlatformFixture platform, Life life)
    {
        var doctor = await platform.DoctorAsync();
        foreach (var person in new[] { life["person"], life["companion"] })
            (await doctor.PostAsync("/api/consent/oppositions", new { usagerId = person, everything = true, reason = "Ne veut plus rien partager" })).Must(201);
    }

    private static async Task<string> CampaignAsync(Person nurse, Guid companion)
    {
        var campaign = Life.Id((await nurse.PostAsync("/api/identity/qualification-campaigns", new { name = "Campagne d'une personne", establishmentId = Admissions.SaulesBlancs, usagerIds = new[] { companion }, secondsBetweenCalls = 3600 })).Must(201).Json);
        (await nurse.PostAsync($"/api/identity/qualification-campaigns/{campaign}/pause")).Must(200);
        return campaign;
    }

    // An emergency asks for a sign-in of the last minutes.
    private static async Task OpenAsync(PlatformFixture platform, Guid person, Dictionary<string, string> ids)
    {
        using var nurse = await platform.Door.SignInAsync("MONTAGNE", "Saules Blancs");
        ids["opening"] = Life.Id((await nurse.PostAsync("/api/consent/break-glass", new { usagerId = person, reasonCode = "vital-emergency", reason = "Chute avec perte de connaissance" })).Must(201).Json);
    }

    private static async Task CloseAsync(Person accounts, Guid person, Dictionary<string, string> ids)
    {
        var house = $"/api/billing/establishments/{Admissions.SaulesBlancs}";
        var stay = (await accounts.PostAsync("/api/billing/stays", new { usagerId = person, establishmentId = Admissions.SaulesBlancs, regime = "EhpadClassic", admittedOn = $"{ClosedMonth}-05" })).Must(201);
        (await accounts.PostAsync($"/api/billing/stays/{Life.Id(stay.Json)}/exit", new { exitOn = $"{ClosedMonth}-12", kind = "Exit" }, stay.ETag)).Must(200);
        (await accounts.PostAsync($"{house}/periods/{ClosedMonth}/confirm", new { })).Must(200);
        ids["closing"] = (await accounts.PostAsync($"{house}/periods/{ClosedMonth}/close", new { })).Must(200).Json.GetProperty("signature").GetString()!;
        ids["export"] = Life.Id((await accounts.PostAsync($"{house}/periods/{ClosedMonth}/exports", new { })).Must(201).Json);
    }

    private static async Task ReceiveAsync(PlatformFixture platform, Person nurse, Resident resident, Dictionary<string, string> ids)
    {
        var letter = HospitalLetter.About(Admissions.GarciaHammadi, resident.Matricule);
        await platform.Outside.WriteAsync(Outside.Emergency, new
        {
            to = "soins@saules-blancs.valdebrume.mssante.fr", subject = "XDM/1.0/DDM+Lettre de sortie", text = "Lettre de sortie jointe.",
            files = new[] { new { name = "IHE_XDM.ZIP", contentType = "application/zip", content = letter.Package }, new { name = "lettre.pdf", contentType = "application/pdf", content = letter.Pdf } },
        });
        var filed = await Eventually.ComesAsync("the letter in the file", async () => (await nurse.GetAsync($"/api/documents/received-documents?usagerId={resident.Id}")).Must(200).Json.EnumerateArray().Cast<object>().FirstOrDefault());
        ids["received"] = Life.Id((System.Text.Json.JsonElement)filed);
    }
}
