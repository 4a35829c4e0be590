using System.Text.Json;

namespace EndToEnd.Stage;

/// <summary>The hospital, the citizen and the faults of the national services.</summary>
public sealed class Outside(Person visitor) : IDisposable
{
    public const string Emergency = "urgences@ch-montclair.mssante.fr";

    public async Task SetAsync(string teleservice, string mode, int? seconds = null) => (await visitor.PutAsync($"/sandbox/control/faults/{teleservice}", new { mode, seconds })).Must(200);

    public async Task<IReadOnlyList<JsonElement>> DepositsAsync(string matricule) => List(await visitor.PostAsync("/sandbox/control/dmp/documents/search", new { matricule }));

    public async Task<IReadOnlyList<JsonElement>> MailsAsync(string mailbox) => List(await visitor.GetAsync($"/sandbox/control/mss/mailboxes/{mailbox}/messages"));

    public async Task ReadMailAsync(string mailbox, string id) => (await visitor.PostAsync($"/sandbox/control/mss/mailboxes/{mailbox}/messages/{id}/read", new { })).Must(200);

    /// <summary>Somebody outside writes to a team.</summary>
    public async Task WriteAsync(string mailbox, object letter) => (await visitor.PostAsync($"/sandbox/control/mss/mailboxes/{mailbox}/send", letter)).Must(200);

    public async Task<IReadOnlyList<JsonElement>> LettersAsync(string matricule) => List(await visitor.PostAsync("/sandbox/control/mes/messages", new { matricule }));

    public async Task ReadLetterAsync(string id) => (await visitor.PostAsync($"/sandbox/control/mes/messages/{id}/read", new { })).Must(200);

    /// <summary>How many times Pro Santé Connect asked somebody who they are.</summary>
    public async Task<int> PromptsAsync() => List(await visitor.GetAsync("/sandbox/control/psc/logins")).Count;

    public void Dispose() => visitor.Dispose();

    private static List<JsonElement> List(Reply reply) => [.. reply.Must(200).Json.EnumerateArray()];
}
