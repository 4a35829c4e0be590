using System.Text.Json;
using AppHost.Certificates;

namespace AppHost.Journey;

/// <summary>Rights that begin and end: a mobile team's mission, a bris de glace, a leaver, a majority.</summary>
internal sealed class RightsThroughTime(JourneyReport report, SignIn signIn, Sandbox outside, string editorKey)
{
    private const string Geriatrician = "01900000-0000-7000-8000-000000000515";
    private const string TreatingDoctor = "luc.ferrand@medecin.mssante.fr";
    private const string Leaver = "01900000-0000-7000-8000-000000000511";
    private static readonly Guid DeuxChenes = Guid.Parse("01900000-0000-7000-8000-0000000000e4");

    public async Task PlayAsync(Resident resident, CancellationToken ct)
    {
        await MissionAsync(resident, ct);
        await BreakGlassAsync(resident, ct);
        await LeaverAsync(ct);
        await MajorityAsync(ct);
    }

    private async Task MissionAsync(Resident resident, CancellationToken ct)
    {
        var file = $"/api/identity/usagers/{resident.Id}";
        using var geriatrician = await signIn.AsProfessionalAsync("HADDAD", null, ct);
        using var nurse = await signIn.AsProfessionalAsync("MONTAGNE", "Saules Blancs", ct);
        var mission = "";
        await report.StepAsync("Samir HADDAD, gériatre de l'équipe mobile, cherche le dossier sans mission", async () => new((await geriatrician.GetAsync(file, ct)).Must(404).Say()));
        await report.StepAsync("L'infirmière demande l'équipe mobile pour une semaine ; il accepte et lit le dossier", async () =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var asked = (await nurse.PostAsync("/api/consent/missions", new
            {
                name = "Équipe mobile gériatrique", request = "Évaluation après chute", usagerIds = new[] { resident.Id }, situationIds = new[] { Geriatrician }, startsAt = now, endsAt = now.AddDays(7),
            }, ct)).MustBeDone().Json;
            mission = asked.GetProperty("id").GetString()!;
            var accepted = await geriatrician.PostAsync($"/api/consent/missions/{mission}/accept", null, ct);
            if (!accepted.DoneBefore) accepted.Must(204);
            (await geriatrician.GetAsync(file, ct)).Must(200);
            return new("dossier ouvert à lui seul", mission);
        });
        await report.StepAsync("La mission se termine : seul le compte rendu reste possible, sept jours", async () =>
        {
            var ended = await nurse.PostAsync($"/api/consent/missions/{mission}/end", null, ct);
            if (!ended.DoneBefore) ended.Must(204);
            return new((await geriatrician.GetAsync(file, ct)).Must(403).Say());
        });
    }

    private async Task BreakGlassAsync(Resident resident, CancellationToken ct)
    {
        var file = $"/api/identity/usagers/{resident.Id}";
        using var nurse = await signIn.AsProfessionalAsync("MONTAGNE", "Roseraie", ct);
        var opening = "";
        await report.StepAsync("La nuit, l'infirmière de La Roseraie du Lac cherche cette résidente d'une autre maison", async () => new((await nurse.GetAsync(file, ct)).Must(404).Say()));
        await report.StepAsync("Elle veut l'ouvrir en urgence avec un mot pour tout motif : refusé", async () =>
        {
            var refused = (await nurse.PostAsync("/api/consent/break-glass", new { usagerId = resident.Id, reasonCode = "vital-emergency", reason = "   urgence   " }, ct)).Must(400, "break-glass-reason");
            (await nurse.GetAsync(file, ct)).Must(404);
            return new(refused.Say());
        });
        await report.StepAsync("Elle brise la glace : une heure, un motif, une seule personne", async () =>
        {
            var body = new { usagerId = resident.Id, reasonCode = "vital-emergency", reason = "Détresse respiratoire, collègue absente" };
            var opened = await nurse.PostAsync("/api/consent/break-glass", body, ct);
            opening = opened.DoneBefore ? "" : opened.Must(201).Json.GetProperty("id").GetString()!;
            (await nurse.GetAsync(file, ct)).Must(200);
            return new("dossier ouvert, fin dans une heure", opening);
        });
        await report.StepAsync("La personne et son médecin traitant l'apprennent par message, sans que personne ait à l'écrire", async () =>
        {
            var doctor = await Patience.UntilAsync("information du médecin traitant", async () => Told(await outside.MailsOfAsync(TreatingDoctor, ct), mail => mail), ct);
            var person = await Patience.UntilAsync("information de la personne", async () => Told(await outside.CitizenMailsAsync(resident.Matricule, ct), mail => mail.GetProperty("message")), ct);
            return new($"au médecin : « {doctor.Text("subject")} » ; à la personne : « {person.Text("subject")} »", person.Text("id"));
        });
        await report.StepAsync("Anne LEFORT, directrice, donne son verdict dans les 72 heures", async () =>
        {
            using var director = await signIn.AsProfessionalAsync("LEFORT", null, ct);
            var line = (await director.GetAsync("/api/consent/break-glass/reviews", ct)).Must(200).Json.EnumerateArray().First(one => one.GetProperty("usagerId").GetGuid() == resident.Id);
            var reviewed = await director.PostAsync($"/api/consent/break-glass/{line.Text("id")}/review", new { verdict = "justified", comment = "Urgence confirmée par le médecin" }, ct);
            if (!reviewed.DoneBefore) reviewed.Must(204);
            return new("justifié", line.Text("id"));
        });
    }

    private static object? Told(IReadOnlyList<JsonElement> mails, Func<JsonElement, JsonElement> mail)
    {
        foreach (var one in mails)
            if (mail(one).GetProperty("subject").GetString()!.StartsWith("Information : accès en urgence", StringComparison.Ordinal)) return mail(one);
        return null;
    }

    private async Task LeaverAsync(CancellationToken ct)
    {
        using var leaver = await signIn.AsProfessionalAsync("TESSIER", null, ct);
        await report.StepAsync("Odile RENAUD, directrice de l'IME, date le départ de Marc TESSIER à dans trois secondes", async () =>
        {
            (await leaver.GetAsync("/api/directory/situations/mine", ct)).Must(200);
            using var director = await signIn.AsProfessionalAsync("RENAUD", null, ct);
            var ended = await director.PostAsync($"/api/directory/situations/{Leaver}/end", new { endsAt = TimeProvider.System.GetUtcNow().AddSeconds(3) }, ct);
            if (!ended.DoneBefore) ended.Must(204);
            return new("fin de situation enregistrée", Leaver);
        });
        await report.StepAsync("À l'heure dite, sa session ouverte ne vaut plus rien", async () =>
        {
            var refused = await Patience.UntilAsync("session fermée", async () => await leaver.GetAsync("/api/directory/situations/mine", ct) is { Status: 401 or 403 } answer ? answer : null, ct);
            return new(refused.Say());
        });
    }

    private async Task MajorityAsync(CancellationToken ct)
    {
        var (grown, child) = (Guid.Empty, Guid.Empty);
        await report.StepAsync("À l'IME, un jeune a eu 18 ans hier, un autre les aura après-demain : qui décide ?", async () =>
        {
            using var editor = await signIn.AsEditorAsync(ClientKeys.Editor, editorKey, ct);
            using var director = await signIn.AsProfessionalAsync("RENAUD", null, ct);
            var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
            (var adultId, var adult) = await DecidersAsync(editor, director, "AUBEPINE", "LOLA", today.AddYears(-18).AddDays(-1), ct);
            (var minorId, var minor) = await DecidersAsync(editor, director, "TREMIERE", "NOE", today.AddYears(-18).AddDays(2), ct);
            (grown, child) = (adultId, minorId);
            if (!adult.StartsWith("La personne", StringComparison.Ordinal) || !minor.StartsWith("Les titulaires", StringComparison.Ordinal)) throw new StepFailedException($"{adult} / {minor}");
            return new($"l'un : « {adult} » l'autre : « {minor} »");
        });
        await report.StepAsync("Leurs mères demandent un accès de parent : donné avant la majorité, refusé après", async () =>
        {
            using var director = await signIn.AsProfessionalAsync("RENAUD", null, ct);
            var given = (await director.PostAsync($"/api/consent/usagers/{child}/grants", ParentOf("mere-de-noe"), ct)).MustBeDone().Json;
            var refused = (await director.PostAsync($"/api/consent/usagers/{grown}/grants", ParentOf("mere-de-lola"), ct)).Must(409, "parent-of-adult");
            // The journey does not live until the birthday: that an access already open closes at midnight is C4 of consent's own tests.
            return new($"avant : accès ouvert ; après : {refused.Say()} (un accès déjà ouvert se ferme à minuit le jour des 18 ans : test C4 du consentement)", given.GetProperty("id").ToString());
        });
    }

    private static object ParentOf(string account) => new { holder = "Parent", account, name = "Mère, titulaire de l'autorité parentale", level = 1, proof = "livret de famille vu" };

    private static async Task<(Guid Id, string Said)> DecidersAsync(Visitor editor, Visitor director, string name, string given, DateOnly born, CancellationToken ct)
    {
        var traits = new { birthName = name, firstGivenName = given, birthDate = born.ToString("yyyy-MM-dd", null), sex = "F", birthPlace = "63220" };
        var id = (await editor.PostAsync("/api/identity/usagers", new { traits, establishmentId = DeuxChenes }, ct)).MustBeDone().Json.GetProperty("id").GetGuid();
        return (id, await Patience.UntilAsync($"qui décide pour {name}", async () =>
        {
            var answer = await director.GetAsync($"/api/consent/usagers/{id}/legal-measures", ct);
            var said = answer.Status == 200 ? answer.Json.GetProperty("whoDecides")[0].GetString()! : "";
            return said.Length == 0 || said.StartsWith("Date", StringComparison.Ordinal) ? null : said;
        }, ct));
    }
}
