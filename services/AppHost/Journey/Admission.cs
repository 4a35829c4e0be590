using System.Text.Json;
using AppHost.Certificates;

namespace AppHost.Journey;

/// <summary>The admission: created by the billing software that masters identity, qualified by a person of the house.</summary>
internal sealed class Admission(JourneyReport report, SignIn signIn, string editorKey)
{
    private static readonly Guid SaulesBlancs = Guid.Parse("01900000-0000-7000-8000-0000000000e1");

    public async Task<Resident> PlayAsync(CancellationToken ct)
    {
        Visitor editor = null!, officer = null!;
        var id = Guid.Empty;
        await report.StepAsync("Le logiciel de facturation, maître des identités, demande un jeton (private_key_jwt)", async () =>
        {
            editor = await signIn.AsEditorAsync(ClientKeys.Editor, editorKey, ct);
            return new("jeton at+jwt reçu");
        });
        await report.StepAsync("Il cherche une identité proche de Catarina TCHICHI, née le 21/06/1936", async () =>
        {
            var found = (await editor.PostAsync("/api/identity/usagers/search", new { birthName = "TCHICHI", firstGivenName = "CATARINA", birthDate = "1936-06-21", sex = "F" }, ct)).Must(200);
            return new($"{found.Json.EnumerateObject().First().Value.GetArrayLength()} identité proche");
        });
        await report.StepAsync("Il l'admet aux Saules Blancs (une lettre manque au nom)", async () =>
        {
            var created = (await editor.PostAsync("/api/identity/usagers", new { traits = Traits("TCHICHI"), establishmentId = SaulesBlancs }, ct)).MustBeDone().Json;
            id = created.GetProperty("id").GetGuid();
            return new($"identité {created.GetProperty("status").GetString()}", id.ToString());
        });
        await report.StepAsync("Il interroge INSi", async () => Must(await AskAsync(editor, id, ct), "01"));
        await report.StepAsync("Il corrige le nom : TCHITCHI", async () =>
        {
            var etag = (await editor.GetAsync($"/api/identity/usagers/{id}", ct)).Must(200).ETag;
            var answer = await editor.PutAsync($"/api/identity/usagers/{id}/traits", new { traits = Traits("TCHITCHI") }, ct, etag);
            if (answer.DoneBefore) answer = await editor.GetAsync($"/api/identity/usagers/{id}", ct);
            var corrected = answer.Must(200).Json;
            if (corrected.GetProperty("traits").GetProperty("birthName").GetString() != "TCHITCHI") throw new StepFailedException("le nom n'a pas changé");
            return new($"version {corrected.GetProperty("version").GetInt32()}");
        });
        var call = "";
        await report.StepAsync("Il interroge INSi de nouveau", async () =>
        {
            var proof = Must(await AskAsync(editor, id, ct), "00");
            call = proof.Id;
            return proof;
        });
        await report.StepAsync("Il compare et accepte les traits d'INSi", async () =>
        {
            var accepted = (await editor.PostAsync($"/api/identity/usagers/{id}/insi-calls/{call}/accept", new { confirmDifferences = true }, ct)).Must(200).Json;
            return Status(accepted, "RECUP");
        });
        await report.StepAsync("Paul ERMONT, identitovigilance, se connecte par Pro Santé Connect", async () =>
        {
            officer = await signIn.AsProfessionalAsync("ERMONT", null, ct);
            return new("session ouverte, sans RPPS");
        });
        await report.StepAsync("Il qualifie sans pièce", async () => new((await officer.PostAsync($"/api/identity/usagers/{id}/qualification", null, ct)).Must(409, "proof-insufficient").Say()));
        await report.StepAsync("Il présente un permis de conduire et recommence", async () =>
        {
            (await officer.PostAsync($"/api/identity/usagers/{id}/proofs", new { type = "PC", originalSeen = true, traitsAgree = true, number = "12AB34567" }, ct)).MustBeDone();
            return new((await officer.PostAsync($"/api/identity/usagers/{id}/qualification", null, ct)).Must(409, "proof-insufficient").Say());
        });
        var ins = "";
        await report.StepAsync("Il présente la carte nationale d'identité et qualifie", async () =>
        {
            (await officer.PostAsync($"/api/identity/usagers/{id}/proofs", new { type = "CN", originalSeen = true, traitsAgree = true, number = "880692310285" }, ct)).MustBeDone();
            var qualified = (await officer.PostAsync($"/api/identity/usagers/{id}/qualification", null, ct)).Must(200).Json;
            ins = qualified.GetProperty("ins").GetProperty("matricule").GetString()!;
            return Status(qualified, "QUAL");
        });
        await report.StepAsync("Le logiciel maître tente de changer le nom après qualification", async () =>
        {
            var etag = (await editor.GetAsync($"/api/identity/usagers/{id}", ct)).Must(200).ETag;
            return new((await editor.PutAsync($"/api/identity/usagers/{id}/traits", new { traits = Traits("TCHICHI") }, ct, etag)).Must(409).Say());
        });
        return new(id, ins);
    }

    private static object Traits(string birthName) =>
        new { birthName, firstGivenName = "CATARINA", givenNames = "CATARINA BELLA", birthDate = "1936-06-21", sex = "F", birthPlace = "63220" };

    private static Task<Answer> AskAsync(Visitor editor, Guid id, CancellationToken ct) => editor.PostAsync($"/api/identity/usagers/{id}/insi-calls", new { }, ct);

    private static Proof Must(Answer answer, string code)
    {
        var call = answer.Must(201).Json;
        if (call.GetProperty("code").GetString() != code) throw new StepFailedException($"INSi devait répondre {code} : {answer.Text[..Math.Min(answer.Text.Length, 400)]}");
        return new($"INSi {code}{(call.GetProperty("advice").GetString() is { Length: > 0 } advice ? $" « {advice} »" : "")}", call.GetProperty("id").ToString());
    }

    private static Proof Status(JsonElement usager, string status) =>
        usager.GetProperty("status").GetString() == status ? new($"identité {status}, version {usager.GetProperty("version").GetInt32()}", usager.GetProperty("id").ToString())
            : throw new StepFailedException($"identité {usager.GetProperty("status")} au lieu de {status}");
}

/// <summary>The resident of the journey. The matricule is a published test identity's.</summary>
internal sealed record Resident(Guid Id, string Matricule);
