using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Testing;

namespace Documents.Tests.Api;

/// <summary>The service with the sandbox's DMP at the other end, as a process of its own that checks what the national server would.</summary>
public sealed class SandboxApi : DocumentsApi
{
    private HttpClient? _control;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task FaultAsync(string mode, int? count = null) => (await _control!.PutAsJsonAsync("/control/faults/dmp", new { mode, count }, Ct)).EnsureSuccessStatusCode();

    public async Task<List<JsonNode>> HeldAsync(string uniqueId) =>
        [.. (await _control!.GetFromJsonAsync<JsonArray>("/control/dmp/documents", Ct))!.Where(d => d!["uniqueId"]!.GetValue<string>() == uniqueId).Select(d => d!)];

    public Task<byte[]> ContentAsync(string uniqueId) => _control!.GetByteArrayAsync($"/control/dmp/documents/{uniqueId}/content", Ct);

    public async Task CloseAsync(string matricule) =>
        (await _control!.PutAsJsonAsync("/control/dmp/records", new { matricule, oid = "1.2.250.1.213.1.4.8", status = "FERME", authorisation = "VALIDE" }, Ct)).EnsureSuccessStatusCode();

    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        var server = _pki.Certificate("server");
        var sandbox = Own(await SandboxProcess.StartAsync(_pki.Folder, new Dictionary<string, string> { ["TrustedCa"] = _pki.Authority, ["Certificate"] = server, ["CertificateKey"] = server }, _pki.Authority));
        Settings["National:Dmp:Address"] = new Uri(sandbox.Address, "/dmp/").ToString();
        _control = sandbox.Control;
    }
}
