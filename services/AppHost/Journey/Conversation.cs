using System.Text.Json;

namespace AppHost.Journey;

/// <summary>The hospital reads, the person reads and answers, the team closes the conversation.</summary>
internal sealed class Conversation(JourneyReport report, Sandbox outside)
{
    public async Task PlayAsync(Sent sent, CancellationToken ct)
    {
        var (nurse, document, matricule) = (sent.Nurse, sent.Document, sent.Resident.Matricule);
        await report.StepAsync("Le médecin des urgences ouvre le mail (accusé MDN)", async () =>
        {
            var mail = (await outside.MailsOfAsync(Sandbox.Emergency, ct))[0];
            (await outside.ReadMailAsync(Sandbox.Emergency, mail.GetProperty("id").ToString(), ct)).Must(200);
            var row = await Patience.StateAsync(nurse, document, "Mssante", ["Read"], ct);
            return new($"{row.Text("recipient")} : {row.Text("statusLabel")}", row.Text("id"));
        });
        var letter = "";
        await report.StepAsync("La personne lit son message dans Mon espace santé (accusé MDN)", async () =>
        {
            letter = (await outside.CitizenMailsAsync(matricule, ct))[0].GetProperty("message").GetProperty("id").ToString();
            (await outside.CitizenReadsAsync(letter, ct)).Must(200);
            var row = await Patience.StateAsync(nurse, document, "Citizen", ["Read", "Confirmed"], ct);
            return new(row.Text("statusLabel"), row.Text("id"));
        });
        var thread = Guid.Empty;
        await report.StepAsync("Elle répond ; sa réponse est dans le fil de l'équipe", async () =>
        {
            var answered = await outside.CitizenAnswersAsync(letter, "Bien reçu, merci à toute l'équipe.", ct);
            if (answered.Status is < 200 or > 299) throw new StepFailedException($"{answered.Status} {answered.Text}");
            var message = await Patience.UntilAsync("réponse de la personne", () => FindReplyAsync(nurse, sent.Resident.Id, ct), ct);
            thread = message.Thread;
            return new($"« {message.Text} » de {message.From}", thread.ToString());
        });
        await report.StepAsync("Le document porte « confirmé par la personne »", async () =>
        {
            var row = await Patience.StateAsync(nurse, document, "Citizen", ["Confirmed"], ct);
            return new(row.Text("statusLabel"), row.Text("id"));
        });
        await report.StepAsync("Une tâche attend l'équipe", async () =>
        {
            var task = await Patience.UntilAsync("tâche", async () =>
            {
                var tasks = (await nurse.GetAsync("/api/directory/tasks", ct)).Must(200).Json;
                foreach (var one in tasks.EnumerateArray())
                    if (one.GetProperty("kind").GetString() == "message-received" && one.GetProperty("usagerId").ToString() == sent.Resident.Id.ToString()) return (object)one;
                return null;
            }, ct);
            var done = await nurse.PostAsync($"/api/directory/tasks/{task.Text("id")}/close", null, ct);
            if (!done.DoneBefore) done.Must(204);
            return new("réponse reçue, tâche faite", task.Text("id"));
        });
        await report.StepAsync("L'infirmière ferme la conversation", async () =>
        {
            var answer = await nurse.PostAsync($"/api/messaging/threads/{thread}/close", new { reason = "Transfert terminé" }, ct);
            var closed = answer.DoneBefore
                ? (await nurse.GetAsync($"/api/messaging/threads/{thread}", ct)).Must(200).Json.GetProperty("thread")
                : answer.Must(200).Json;
            await Patience.UntilAsync("message de fin", async () => (await outside.CitizenMailsAsync(matricule, ct)).Any(mail => !mail.GetProperty("mayAnswer").GetBoolean()) ? "" : null, ct);
            return new($"fil {closed.GetProperty("status").GetString()}, X-MSS-MES: FIN reçu", thread.ToString());
        });
        await report.StepAsync("La personne ne peut plus répondre", async () =>
        {
            var last = (await outside.CitizenMailsAsync(matricule, ct)).First(mail => !mail.GetProperty("mayAnswer").GetBoolean());
            return new((await outside.CitizenAnswersAsync(last.GetProperty("message").GetProperty("id").ToString(), "Encore un mot", ct)).Must(409).Say());
        });
    }

    private static async Task<Reply?> FindReplyAsync(Visitor nurse, Guid usager, CancellationToken ct)
    {
        var threads = (await nurse.GetAsync($"/api/messaging/threads?usagerId={usager}", ct)).Must(200).Json.GetProperty("threads");
        foreach (var thread in threads.EnumerateArray().Select(one => one.GetProperty("id").GetGuid()))
        {
            var messages = (await nurse.GetAsync($"/api/messaging/threads/{thread}", ct)).Must(200).Json.GetProperty("messages");
            foreach (var message in messages.EnumerateArray())
                if (message.GetProperty("fromCitizen").GetBoolean()) return new(thread, message.GetProperty("text").GetString()!.Trim(), message.GetProperty("from").GetString()!);
        }
        return null;
    }

    private sealed record Reply(Guid Thread, string Text, string From);
}
