using System.Text.Json;

namespace AppHost.Journey;

/// <summary>Plays the hospital and the citizen, and sets the faults of the national services.</summary>
internal sealed class Sandbox(Visitor visitor) : IDisposable
{
    public const string Emergency = "urgences@ch-montclair.mssante.fr";

    public Task SetFaultAsync(string teleservice, string mode, CancellationToken ct) => PutAsync($"/sandbox/control/faults/{teleservice}", new { mode }, ct);

    public async Task<IReadOnlyList<JsonElement>> DepositsAsync(string matricule, CancellationToken ct) =>
        [.. (await visitor.PostAsync("/sandbox/control/dmp/documents/search", new { matricule }, ct)).Must(200).Json.EnumerateArray()];

    public async Task<IReadOnlyList<JsonElement>> MailsOfAsync(string mailbox, CancellationToken ct) =>
        [.. (await visitor.GetAsync($"/sandbox/control/mss/mailboxes/{mailbox}/messages", ct)).Must(200).Json.EnumerateArray()];

    public Task<Answer> ReadMailAsync(string mailbox, string id, CancellationToken ct) => visitor.PostAsync($"/sandbox/control/mss/mailboxes/{mailbox}/messages/{id}/read", new { }, ct);

    public async Task<IReadOnlyList<JsonElement>> CitizenMailsAsync(string matricule, CancellationToken ct) =>
        [.. (await visitor.PostAsync("/sandbox/control/mes/messages", new { matricule }, ct)).Must(200).Json.EnumerateArray()];

    public Task<Answer> CitizenReadsAsync(string id, CancellationToken ct) => visitor.PostAsync($"/sandbox/control/mes/messages/{id}/read", new { }, ct);

    public Task<Answer> CitizenAnswersAsync(string id, string text, CancellationToken ct) => visitor.PostAsync($"/sandbox/control/mes/messages/{id}/reply", new { text }, ct);

    /// <summary>The regional platform has the report of a request and says so.</summary>
    public async Task GiveReportAsync(string request, string[] prescriptions, string[] followUps, CancellationToken ct)
    {
        var held = await Patience.UntilAsync("demande sur la plateforme", async () =>
        {
            foreach (var one in (await visitor.GetAsync("/sandbox/control/telea/requests", ct)).Must(200).Json.EnumerateArray())
                if (one.GetProperty("requestId").GetString() == request) return one.GetProperty("reference").GetString();
            return null;
        }, ct);
        var told = (await visitor.PostAsync($"/sandbox/control/telea/requests/{held}/report", new { prescriptions, followUps }, ct)).Must(200).Json;
        if (told.TryGetProperty("status", out var status) && status.GetInt32() is < 200 or > 299) throw new StepFailedException(told.ToString());
    }

    public void Dispose() => visitor.Dispose();

    private async Task PutAsync(string path, object body, CancellationToken ct)
    {
        var answer = await visitor.PutAsync(path, body, ct);
        if (answer.Status is < 200 or > 299) throw new StepFailedException($"{path} : {answer.Status} {answer.Text}");
    }
}
