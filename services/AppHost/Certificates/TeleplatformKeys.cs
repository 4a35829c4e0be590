using System.Security.Cryptography;

namespace AppHost.Certificates;

/// <summary>What telemedicine and the sandbox's two regional platforms know of each other on this machine: who signs, for whom the INS is closed, one API key.</summary>
internal sealed class TeleplatformKeys(string folder)
{
    /// <summary>The settings of telemedicine.</summary>
    public Dictionary<string, string> Ours(string sandbox, string keyFile)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Telemedicine:Demo"] = "true", ["Telemedicine:KeyFile"] = keyFile, ["Telemedicine:SigningKeyFile"] = Signing("telemedicine-context") };
        Link(settings, "telea", "Plateforme régionale A", "Api", $"{sandbox}/telea/", "99", "CreateRequest, ReadSlots, Book, StatusWebhook, FetchReport", entitled: true);
        Link(settings, "teleb", "Plateforme régionale B", "Context", $"{sandbox}/teleb/", "53", "PushContext, JoinUrl", entitled: false);
        return settings;
    }

    /// <summary>The settings of the sandbox.</summary>
    public Dictionary<string, string> Theirs()
    {
        Signing("telemedicine-context");
        return new(StringComparer.Ordinal)
        {
            ["Sandbox:Teleplatforms:ApiKeyFile"] = ApiKey, ["Sandbox:Teleplatforms:CallerKeyFile"] = Path.Combine(folder, "telemedicine-context.pub"),
            ["Sandbox:Teleplatforms:SigningKeyFile"] = Signing("teleplatform-news"), ["Sandbox:Teleplatforms:DecryptionKeyFile"] = Closing("teleplatform-identity"),
        };
    }

    private string ApiKey
    {
        get
        {
            var path = Path.Combine(folder, "teleplatform-api");
            PrivateFile.Secret(path);
            return path;
        }
    }

    private void Link(Dictionary<string, string> settings, string code, string name, string link, string address, string region, string capabilities, bool entitled)
    {
        Signing("teleplatform-news");
        Closing("teleplatform-identity");
        foreach (var (key, value) in new (string, string)[]
        {
            ("Name", name), ("Link", link), ("Address", address), ("Regions:0", region), ("Capabilities", capabilities), ("ApiKeyFile", ApiKey), ("EntitledToIns", entitled ? "true" : "false"),
            ("StatusKeyFile", Path.Combine(folder, "teleplatform-news.pub")), ("EncryptionKeyFile", Path.Combine(folder, "teleplatform-identity.pub")),
        }) settings[$"Telemedicine:Platforms:{code}:{key}"] = value;
    }

    private string Signing(string name)
    {
        var path = Path.Combine(folder, $"{name}.pem");
        if (File.Exists(path)) return path;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PrivateFile.Write(Path.Combine(folder, $"{name}.pub"), key.ExportSubjectPublicKeyInfoPem());
        PrivateFile.Write(path, key.ExportPkcs8PrivateKeyPem());
        return path;
    }

    private string Closing(string name)
    {
        var path = Path.Combine(folder, $"{name}.pem");
        if (File.Exists(path)) return path;
        using var key = RSA.Create(2048);
        PrivateFile.Write(Path.Combine(folder, $"{name}.pub"), key.ExportSubjectPublicKeyInfoPem());
        PrivateFile.Write(path, key.ExportPkcs8PrivateKeyPem());
        return path;
    }
}
