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

    public void Dispose() => visitor.Dispose();

    private async Task PutAsync(string path, object body, CancellationToken ct)
    {
        var answer = await visitor.PutAsync(path, body, ct);
        if (answer.Status is < 200 or > 299) throw new StepFailedException($"{path} : {answer.Status} {answer.Text}");
    }
}
