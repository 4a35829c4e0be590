using System.Security.Cryptography;
using System.Text.Json;

namespace AppHost.Certificates;

/// <summary>One key for each OAuth client of this machine, and the registration file that sso reads.</summary>
internal sealed class ClientKeys(string folder)
{
    public const string Editor = "valbrume-facturation";
    private const string Operations = "operations";
    private const string EditorTenant = "01900000-0000-7000-8000-000000000001";
    private const string EditorSituation = "01900000-0000-7000-8000-000000000507";

    private const string PortalScopes = "openid profile identity:read identity:write directory:read directory:write consent:read consent:write "
        + "documents:read documents:write messaging:read messaging:write "
        + "agenda:read agenda:write billing:read billing:write telemedicine:read telemedicine:write audit:read audit:write";

    public string Registrations => Path.Combine(folder, "clients.json");

    public string KeyOf(string client) => Path.Combine(folder, $"{client}.pem");

    public void Prepare(IEnumerable<string> services, string publicAddress)
    {
        List<object> clients = [.. services.Select(service => (object)new { clientId = service, kind = "service", publicKeys = new[] { PublicKey(service) }, scopes = new[] { "service" } })];
        clients.Add(new
        {
            clientId = "portal", kind = "portal", publicKeys = new[] { PublicKey("portal") }, scopes = PortalScopes.Split(' '),
            redirectUris = new[] { $"{publicAddress}/bff/callback" }, postLogoutRedirectUris = new[] { $"{publicAddress}/" },
        });
        clients.Add(new
        {
            clientId = Editor, kind = "editor", publicKeys = new[] { PublicKey(Editor) }, tenant = EditorTenant, situation = EditorSituation,
            scopes = new[] { "identity:read", "identity:write", "directory:read", "documents:read", "documents:write", "agenda:read", "agenda:write", "billing:read", "billing:write", "telemedicine:read", "telemedicine:write" },
        });
        clients.Add(new { clientId = Operations, kind = Operations, publicKeys = new[] { PublicKey(Operations) }, scopes = new[] { Operations } });
        PrivateFile.Write(Registrations, JsonSerializer.Serialize(new { clients }));
    }

    private string PublicKey(string client)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(KeyOf(client))) key.ImportFromPem(File.ReadAllText(KeyOf(client)));
        else PrivateFile.Write(KeyOf(client), key.ExportPkcs8PrivateKeyPem());
        return key.ExportSubjectPublicKeyInfoPem();
    }
}
