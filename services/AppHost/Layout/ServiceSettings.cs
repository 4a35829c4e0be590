using System.Globalization;
using AppHost.Certificates;
using AppHost.Processes;

namespace AppHost.Layout;

/// <summary>The settings each process of the platform gets on this machine.</summary>
internal sealed class ServiceSettings(HostOptions options, string data, Ports ports, DevelopmentAuthority authority, ClientKeys keys)
{
    public static readonly string[] Services = ["sso", "identity", "directory", "consent", "agenda", "documents", "messaging", "billing", "telemedicine", "audit"];

    public string PublicAddress => $"https://localhost:{Text(ports.Gateway)}";

    private string SandboxAddress => $"https://localhost:{Text(ports.Sandbox)}";

    private TeleplatformKeys Teleplatforms => new(Path.Combine(data, "keys"));

    public string SecretOf(string name) => PrivateFile.Secret(SecretFile(name));

    public ProcessPlan Service(string name) => new(name, Capital(name), new($"http://127.0.0.1:{Text(ports.Http(name))}/health/ready"))
    {
        Settings = new Dictionary<string, string>(Common(name), StringComparer.Ordinal)
        {
            ["Platform:HttpPort"] = Text(ports.Http(name)),
            ["Platform:GrpcPort"] = Text(ports.Grpc(name)),
            ["Dapr:HttpEndpoint"] = $"http://127.0.0.1:{Text(ports.Sidecar(name))}",
            ["Dapr:ApiToken"] = SecretOf($"sidecar-{name}"),
            ["Dapr:AppToken"] = SecretOf($"app-{name}"),
            [$"ConnectionStrings:{Capital(name)}"] = options.Postgres is { } server ? $"{server};Database=platform_{name}" : $"Data Source={Path.Combine(data, $"{name}.db")}",
        }.With(Own(name)),
    };

    public ProcessPlan Gateway() => new("gateway", "Platform.Gateway", new($"{PublicAddress}/health/live"))
    {
        Settings = new Dictionary<string, string>(Common("gateway"), StringComparer.Ordinal)
        {
            ["Gateway:Port"] = Text(ports.Gateway),
            ["Gateway:CertificateFile"] = authority.Certificate("gateway"),
            ["Gateway:CertificateKeyFile"] = authority.Key("gateway"),
            ["Gateway:PortalKeyFile"] = keys.KeyOf("portal"),
            ["Gateway:Sandbox"] = SandboxAddress,
        },
    };

    public ProcessPlan Sidecar(string root) => new("sidecar", "Sidecar", new($"http://127.0.0.1:{Text(ports.Sidecar("sso"))}/v1.0/healthz/outbound"))
    {
        Arguments = ["--config", Path.Combine(data, "sidecar.json"), "--resources-path", Path.Combine(root, "k8s", "components")],
    };

    public ProcessPlan Sandbox() => new("sandbox", "Sandbox", new($"http://127.0.0.1:{Text(ports.SandboxHealth)}/health/ready"))
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SSL_CERT_FILE"] = authority.Authority,
            ["Sandbox:HttpPort"] = Text(ports.SandboxHealth),
            ["Sandbox:HttpsPort"] = Text(ports.Sandbox),
            ["Sandbox:PublicAddress"] = SandboxAddress,
            ["Sandbox:Certificate"] = authority.Certificate("sandbox"),
            ["Sandbox:CertificateKey"] = authority.Key("sandbox"),
            ["Sandbox:TrustedCa"] = authority.Authority,
            ["Sandbox:DataPath"] = Path.Combine(data, "sandbox"),
            ["Sandbox:Psc:Clients:0:ClientId"] = "plateforme",
            ["Sandbox:Psc:Clients:0:SecretFile"] = SecretFile("psc-client"),
            ["Sandbox:Psc:Clients:0:RedirectUris:0"] = $"{PublicAddress}/oauth/psc/callback",
            ["Sandbox:Psc:Clients:0:PostLogoutRedirectUris:0"] = $"{PublicAddress}/oauth/logout/done",
            ["Sandbox:Annuaire:ApiKeyFile"] = SecretFile("annuaire-key"),
            ["Sandbox:Mail:Operators:alpha:SmtpPort"] = Text(ports.AlphaSmtp),
            ["Sandbox:Mail:Operators:alpha:ImapPort"] = Text(ports.AlphaImap),
            ["Sandbox:Mail:Operators:beta:SmtpPort"] = Text(ports.BetaSmtp),
            ["Sandbox:Mail:Operators:beta:ImapPort"] = Text(ports.BetaImap),
            ["Sandbox:Mail:Operators:beta:PasswordFile"] = SecretFile("mail-beta-passwords"),
        }.With(Teleplatforms.Theirs()),
    };

    private Dictionary<string, string> Common(string name)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SSL_CERT_FILE"] = authority.Authority,
            ["Platform:Issuer"] = PublicAddress,
            ["Platform:MetadataAddress"] = $"http://127.0.0.1:{Text(ports.Http("sso"))}/.well-known/openid-configuration",
            ["Platform:TokenEndpoint"] = $"http://127.0.0.1:{Text(ports.Http("sso"))}/oauth/token",
            ["Platform:Environment"] = "test",
            ["Platform:ClientKeyFile"] = keys.KeyOf(name),
        };
        foreach (var service in Services)
        {
            settings[$"Services:{service}:Http"] = $"http://127.0.0.1:{Text(ports.Http(service))}";
            settings[$"Services:{service}:Grpc"] = $"http://127.0.0.1:{Text(ports.Grpc(service))}";
        }
        return settings;
    }

    private Dictionary<string, string> Own(string name) => name switch
    {
        "sso" => new()
        {
            ["Sso:Clients"] = keys.Registrations,
            ["Sso:SealingKeyFile"] = SecretPath("sso-ring"),
            ["National:Psc:MetadataAddress"] = $"{SandboxAddress}/psc/auth/realms/esante-wallet/.well-known/wallet-openid-configuration",
            ["National:Psc:ClientId"] = "plateforme",
            ["National:Psc:ClientSecretFile"] = SecretFile("psc-client"),
        },
        "directory" => new() { ["Directory:Demo"] = "true", ["National:Annuaire:Address"] = $"{SandboxAddress}/annuaire/fhir/v2", ["National:Annuaire:ApiKeyFile"] = SecretFile("annuaire-key") },
        "identity" => new()
        {
            ["Identity:Demo"] = "true",
            ["Identity:KeyRingFile"] = SecretPath("identity-ring"),
            ["National:Insi:Address"] = $"{SandboxAddress}/insi",
            ["National:Insi:ClientCertificate"] = authority.Both("insi"),
            ["National:Insi:Authorisation"] = "NON-AUTORISE",
            ["National:Insi:AcceptedOids:0"] = "1.2.250.1.213.1.4.8",
            ["National:Insi:AcceptedOids:1"] = "1.2.250.1.213.1.4.9",
        },
        "documents" => new()
        {
            ["Documents:KeyRingFile"] = SecretPath("documents-ring"),
            ["Documents:CreateKeyRing"] = "true",
            ["National:Dmp:Address"] = $"{SandboxAddress}/dmp/",
            ["National:Dmp:ClientCertificate"] = authority.Both("structure"),
            ["National:Dmp:SigningCertificate"] = authority.Both("seal"),
            ["National:Dmp:FirstRetry"] = "00:00:02",
            ["National:Dmp:LongestRetry"] = "00:01:00",
        },
        "messaging" => Mail(),
        "agenda" => new() { ["Agenda:Demo"] = "true" },
        "billing" => new() { ["Billing:Demo"] = "true" },
        "telemedicine" => Teleplatforms.Ours(SandboxAddress, SecretPath("telemedicine.key")),
        _ => [],
    };

    private Dictionary<string, string> Mail() => new()
    {
        ["Messaging:Demo"] = "true",
        ["National:Mss:Operators:alpha:Host"] = "localhost",
        ["National:Mss:Operators:alpha:SmtpPort"] = Text(ports.AlphaSmtp),
        ["National:Mss:Operators:alpha:ImapPort"] = Text(ports.AlphaImap),
        ["National:Mss:Operators:alpha:Mechanism"] = "External",
        ["National:Mss:Operators:alpha:ClientCertificate"] = authority.Both("mail"),
        ["National:Mss:Operators:alpha:TrustedRoots"] = authority.Authority,
        // The development authority publishes no revocation list.
        ["National:Mss:Operators:alpha:CheckRevocation"] = "false",
        ["National:Mss:Operators:beta:Host"] = "localhost",
        ["National:Mss:Operators:beta:SmtpPort"] = Text(ports.BetaSmtp),
        ["National:Mss:Operators:beta:ImapPort"] = Text(ports.BetaImap),
        ["National:Mss:Operators:beta:Mechanism"] = "Plain",
        ["National:Mss:Operators:beta:TrustedRoots"] = authority.Authority,
        ["National:Mss:Operators:beta:CheckRevocation"] = "false",
        ["National:Mss:FirstRetry"] = "00:00:02",
    };

    private string SecretPath(string name) => Path.Combine(data, "keys", name);

    private string SecretFile(string name)
    {
        var path = SecretPath(name);
        if (name == "mail-beta-passwords" && !File.Exists(path)) PrivateFile.Write(path, $"soins@pre-fleuri.troisrivieres.mssante.fr {PrivateFile.Secret(SecretPath("mail-beta-secret"))}\n");
        else PrivateFile.Secret(path);
        return path;
    }

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

internal static class SettingsMerge
{
    public static Dictionary<string, string> With(this Dictionary<string, string> settings, Dictionary<string, string> more)
    {
        foreach (var (name, value) in more) settings[name] = value;
        return settings;
    }
}
