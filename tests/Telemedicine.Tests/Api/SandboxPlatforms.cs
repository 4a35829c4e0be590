using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Testing;

namespace Telemedicine.Tests.Api;

/// <summary>The service linked to the sandbox's two regional platforms, as a process of its own over TLS: one by its API, one by a pushed context.</summary>
public sealed class SandboxPlatforms : TelemedicineApi
{
    private readonly ECDsa _platformKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public HttpClient Control { get; private set; } = null!;

    private string Pki => SandboxProcess.OwnAuthority(Folder);

    public async Task FaultAsync(string platform, string mode, int? count = null) => (await Control.PutAsJsonAsync($"/control/faults/{platform}", new { mode, count }, Ct)).EnsureSuccessStatusCode();

    /// <summary>What the first platform holds of a request.</summary>
    public async Task<JsonNode?> HeldThereAsync(Guid request) => (await Control.GetFromJsonAsync<JsonArray>("/control/telea/requests", Ct))!.FirstOrDefault(r => r!["requestId"]!.GetValue<Guid>() == request);

    /// <summary>Makes the first platform tell something, and brings its signed news to the service as the gateway would.</summary>
    public async Task<HttpResponseMessage> TellAsync(Guid request, object news, string path = "events")
    {
        var held = await HeldThereAsync(request) ?? throw new InvalidOperationException("The platform does not know the request.");
        var told = await OkAsync(await Control.PostAsJsonAsync($"/control/telea/requests/{held["reference"]}/{path}", news, Ct));
        return await HookAsync(told["token"]!.GetValue<string>());
    }

    public async Task<HttpResponseMessage> HookAsync(string token)
    {
        using var client = Anonymous();
        using var content = new StringContent(token, System.Text.Encoding.ASCII, "application/jose");
        return await client.PostAsync("/hooks/telea", content, Ct);
    }

    public override async ValueTask DisposeAsync()
    {
        _platformKey.Dispose();
        await base.DisposeAsync();
    }

    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        using var caller = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var closing = RSA.Create(2048);
        var apiKey = Written("api.key", Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        Written("signing.pem", caller.ExportPkcs8PrivateKeyPem());
        var sandbox = Own(await SandboxProcess.StartAsync(Folder, new Dictionary<string, string>
        {
            ["Teleplatforms__ApiKeyFile"] = apiKey, ["Teleplatforms__CallerKeyFile"] = Written("caller.pub", caller.ExportSubjectPublicKeyInfoPem()), ["Teleplatforms__SigningKeyFile"] = Written("platform.pem", _platformKey.ExportPkcs8PrivateKeyPem()),
            ["Teleplatforms__DecryptionKeyFile"] = Written("closing.pem", closing.ExportPkcs8PrivateKeyPem()),
        }));
        var address = sandbox.Address;
        var (status, encryption) = (Written("platform.pub", _platformKey.ExportSubjectPublicKeyInfoPem()), Written("closing.pub", closing.ExportSubjectPublicKeyInfoPem()));
        Platform("telea", "Plateforme A", "Api", new(address, "/telea/"), "99", "CreateRequest, ReadSlots, StatusWebhook, FetchReport, Book", apiKey, status, encryption, entitled: true);
        Platform("teleb", "Plateforme B", "Context", new(address, "/teleb/"), "53", "PushContext, JoinUrl", apiKey, status, encryption, entitled: false);
        // The sandbox posts nowhere: the test carries the news itself, through the same door.
        Settings["Telemedicine:PublicAddress"] = "";
        Control = sandbox.Control;
    }

    private void Platform(string code, string name, string link, Uri address, string region, string capabilities, string apiKey, string status, string encryption, bool entitled)
    {
        foreach (var (key, value) in new (string, string)[]
        {
            ("Name", name), ("Link", link), ("Address", address.ToString()), ("Regions:0", region), ("Capabilities", capabilities), ("ApiKeyFile", apiKey), ("StatusKeyFile", status), ("EncryptionKeyFile", encryption),
            ("EntitledToIns", entitled.ToString()), ("TrustedRoots", Pki),
        }) Settings[$"Telemedicine:Platforms:{code}:{key}"] = value;
    }

    private string Written(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
