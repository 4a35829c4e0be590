using System.Text.Json;

namespace AppHost.Journey;

/// <summary>The DLU: written by a nurse, validated by the doctor, sent on three channels while the DMP is down.</summary>
internal sealed class Liaison(JourneyReport report, SignIn signIn, Sandbox outside)
{
    private const string Dlu = "74207-2";

    public async Task<Sent> PlayAsync(Resident resident, CancellationToken ct)
    {
        Visitor nurse = null!, doctor = null!;
        var document = Guid.Empty;
        var etag = "";
        await report.StepAsync("Claire MONTAGNE, infirmière, se connecte et choisit Les Saules Blancs", async () =>
        {
            nurse = await signIn.AsProfessionalAsync("MONTAGNE", "Saules Blancs", ct);
            var mine = (await nurse.GetAsync("/api/directory/situations/mine", ct)).Must(200).Json;
            return new($"{mine.GetProperty("functionLabel").GetString()}, {mine.GetProperty("establishment").GetProperty("name").GetString()}", mine.GetProperty("situationId").ToString());
        });
        await report.StepAsync("Elle inscrit le médecin traitant au cercle de soins", async () =>
        {
            var joined = (await nurse.PostAsync($"/api/consent/usagers/{resident.Id}/care-circle",
                new { role = "MT", name = "FERRAND Luc", nationalId = "899900000078", mailbox = "luc.ferrand@medecin.mssante.fr", teamCase = "b" }, ct)).Must(201).Json;
            return new("Dr Luc FERRAND", joined.GetProperty("id").ToString());
        });
        await report.StepAsync("Elle écrit un document de liaison d'urgence (brouillon)", async () =>
        {
            var draft = (await nurse.PostAsync("/api/documents/documents", new { usagerId = resident.Id, typeCode = Dlu, content = new { liaison = new { reason = "Chute avec douleur de hanche" } } }, ct)).MustBeDone();
            (document, etag) = (draft.Json.GetProperty("document").GetProperty("id").GetGuid(), draft.ETag ?? "");
            return new($"brouillon, {draft.Json.GetProperty("gaps").GetArrayLength()} rubriques à compléter", document.ToString());
        });
        await report.StepAsync("Elle tente d'envoyer le brouillon", async () => new((await SendAsync(nurse, document, ct)).Must(409).Say()));
        await report.StepAsync("Hélène VASSEUR, médecin coordonnateur, se connecte et valide trop tôt", async () =>
        {
            doctor = await signIn.AsProfessionalAsync("VASSEUR", null, ct);
            return new((await doctor.PostAsync($"/api/documents/documents/{document}/validate", new { }, ct)).Must(409).Say());
        });
        await report.StepAsync("L'infirmière complète le document, le médecin le valide", async () =>
        {
            var written = await nurse.PutAsync($"/api/documents/documents/{document}", new { liaison = Content() }, ct, etag);
            if (!written.DoneBefore) written.Must(200);
            var decided = await doctor.PostAsync($"/api/documents/documents/{document}/validate", new { }, ct);
            var valid = (decided.DoneBefore ? await doctor.GetAsync($"/api/documents/documents/{document}", ct) : decided).Must(200).Json;
            return new(valid.GetProperty("document").GetProperty("statusLabel").GetString()!, valid.GetProperty("uniqueId").ToString());
        });
        await report.StepAsync("Le DMP tombe en panne", async () =>
        {
            await outside.SetFaultAsync("dmp", "down", ct);
            return new("503 à tout appel");
        });
        await report.StepAsync("Les destinataires sont proposés", async () =>
        {
            var found = (await nurse.GetAsync($"/api/messaging/recipients?usagerId={resident.Id}&documentType={Dlu}", ct)).Must(200).Json.GetProperty("recipients").EnumerateArray().ToList();
            if (!found.Exists(one => one.GetProperty("address").GetString() == Sandbox.Emergency && one.GetProperty("preselected").GetBoolean())) throw new StepFailedException("les urgences ne sont pas proposées");
            return new(string.Join(", ", found.Select(one => one.GetProperty("address").GetString())));
        });
        await report.StepAsync("L'infirmière coche DMP, MSSanté et messagerie citoyenne", async () =>
        {
            var jobs = (await SendAsync(nurse, document, ct)).Must(202).Json;
            return new($"{jobs.GetArrayLength()} envois indépendants", string.Join(' ', jobs.EnumerateArray().Select(job => job.GetProperty("id").ToString())));
        });
        await report.StepAsync("Le mail arrive aux urgences (accusé DSN)", async () => Row(await Patience.StateAsync(nurse, document, "Mssante", ["Delivered", "Read"], ct)));
        await report.StepAsync("Le message arrive dans Mon espace santé (accusé DSN)", async () => Row(await Patience.StateAsync(nurse, document, "Citizen", ["Delivered", "Read", "Confirmed"], ct)));
        await report.StepAsync("Le dépôt au DMP attend, prochain essai visible", async () =>
        {
            var waiting = await Patience.UntilAsync("DMP en attente", async () =>
            {
                var row = await Patience.StateAsync(nurse, document, "Dmp", ["Waiting"], ct);
                return row.Text("attempts") is "0" ? null : row;
            }, ct);
            return new($"{waiting.Text("statusLabel")}, essai {waiting.Text("attempts")}, suivant à {waiting.Text("nextAttemptAt")}", waiting.Text("id"));
        });
        await report.StepAsync("Le DMP revient : le dépôt part de lui-même", async () =>
        {
            await outside.SetFaultAsync("dmp", "ok", ct);
            return Row(await Patience.StateAsync(nurse, document, "Dmp", ["Delivered"], ct));
        });
        await report.StepAsync("Rien n'a été envoyé deux fois", async () =>
        {
            var deposits = await outside.DepositsAsync(resident.Matricule, ct);
            var mails = (await outside.MailsOfAsync(Sandbox.Emergency, ct)).Count;
            var letters = (await outside.CitizenMailsAsync(resident.Matricule, ct)).Count;
            if ((deposits.Count, mails, letters) != (1, 1, 1)) throw new StepFailedException($"DMP {deposits.Count}, urgences {mails}, citoyen {letters}");
            return new("1 dépôt, 1 mail aux urgences, 1 message à la personne", deposits[0].GetProperty("uniqueId").ToString());
        });
        return new(resident, document, nurse);
    }

    private static Task<Answer> SendAsync(Visitor nurse, Guid document, CancellationToken ct) =>
        nurse.PostAsync($"/api/documents/documents/{document}/transmissions", new { channels = new[] { "Dmp", "Mssante", "Citizen" }, recipients = new[] { Sandbox.Emergency } }, ct);

    private static Proof Row(object row) => new($"{row.Text("recipient")} : {row.Text("statusLabel")}", row.Text("id"));

    private static object Content() => JsonSerializer.Deserialize<JsonElement>("""
        {
          "reason": "Chute avec douleur de hanche droite, suspicion de fracture",
          "currentProblems": { "items": [ { "label": "Douleur de hanche droite après chute de sa hauteur" } ] },
          "medicalHistory": { "items": [ { "label": "Hypertension artérielle", "code": "I10" }, { "label": "Fibrillation atriale" } ] },
          "allergies": { "items": [ { "substance": "Pénicilline", "reaction": "urticaire" } ] },
          "treatments": { "items": [ { "drug": "Apixaban 2,5 mg", "dosage": "1 matin et soir", "lastIntake": "8 h" }, { "drug": "Ramipril 5 mg", "dosage": "1 le matin", "lastIntake": "8 h" } ] },
          "contacts": [ { "familyName": "DURIVAGE", "givenName": "Bella", "phone": "+33000000010", "role": "emergency", "relation": "DAUC" }, { "familyName": "DURIVAGE", "givenName": "Bella", "phone": "+33000000010", "role": "trusted", "relation": "DAUC" } ],
          "treatingDoctor": { "familyName": "FERRAND", "givenName": "Luc", "rpps": "99900000078", "phone": "+33000000011" },
          "preferredHospital": "Centre hospitalier de Montclair",
          "palliativeCare": false, "advanceDirectives": true, "resistantBacteria": false,
          "observations": [ { "code": "communicates", "present": true }, { "code": "falls", "present": true } ],
          "vaccinations": [ "Grippe 2026" ]
        }
        """);
}

/// <summary>What has left, and the nurse's open session.</summary>
internal sealed record Sent(Resident Resident, Guid Document, Visitor Nurse);
