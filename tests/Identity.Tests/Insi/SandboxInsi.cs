using System.Net.Http.Json;
using System.Text.Json;
using Testing;
using Xunit;

namespace Identity.Tests;

/// <summary>The sandbox as the teleservice INSi.</summary>
internal sealed class SandboxInsi(SandboxProcess sandbox)
{
    public Uri Address => sandbox.Address;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task InjectAsync(object injection) => (await sandbox.Control.PostAsJsonAsync("/control/insi/injections", injection, Ct)).EnsureSuccessStatusCode();

    public async Task FaultAsync(string mode, int? count = null) => (await sandbox.Control.PutAsJsonAsync("/control/faults/insi", new { mode, count }, Ct)).EnsureSuccessStatusCode();

    public async Task AddIdentityAsync(object individual) => (await sandbox.Control.PostAsJsonAsync("/control/insi/identities", individual, Ct)).EnsureSuccessStatusCode();

    public async Task<JsonElement> JournalAsync() => await sandbox.Control.GetFromJsonAsync<JsonElement>("/control/journal?teleservice=insi", Ct);
}
