using Messaging.Tests;
using Messaging.Tests.Peers;
using Sandbox.Tests;
using Sandbox.Tests.Mail;
using Testing;

namespace Interop.TeamMail;

/// <summary>The messaging service on one of the sandbox's operators, which somebody else wrote.</summary>
internal sealed class OnSandbox(string name, MailSandbox sandbox, string passwordFile) : MessagingApi(OperatorTraits.Alpha)
{
    public MailSandbox Sandbox => sandbox;

    public static async Task<OnSandbox> StartAsync(string name, Action<MessagingApi>? arrange = null)
    {
        var sandbox = await MailSandbox.StartAsync();
        var password = Path.GetTempFileName();
        await File.WriteAllTextAsync(password, MailSandbox.Password);
        return (OnSandbox)await StartAsync(new OnSandbox(name, sandbox, password), arrange);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await sandbox.DisposeAsync();
        File.Delete(passwordFile);
    }

    protected override IReadOnlyDictionary<string, string?> OperatorSettings()
    {
        var home = name == "alpha" ? sandbox.Alpha : sandbox.Beta;
        var certificate = SandboxApi.Certificate("ehpad-messagerie");
        return new Dictionary<string, string?>
        {
            [$"National:Mss:Operators:{name}:Host"] = "localhost",
            [$"National:Mss:Operators:{name}:SmtpPort"] = home.SmtpPort.ToString(),
            [$"National:Mss:Operators:{name}:ImapPort"] = home.ImapPort.ToString(),
            [$"National:Mss:Operators:{name}:Mechanism"] = name == "alpha" ? "External" : "Plain",
            [$"National:Mss:Operators:{name}:TrustedRoots"] = SandboxApi.Authority.File,
            [$"National:Mss:Operators:{name}:ClientCertificate"] = certificate,
            [$"National:Mss:Operators:{name}:ClientKey"] = Path.ChangeExtension(certificate, ".key"),
            [$"National:Mss:Operators:{name}:CheckRevocation"] = "false",
            ["National:Mss:Mailboxes:0:Address"] = Team,
            ["National:Mss:Mailboxes:0:Tenant"] = Demo.Brume.ToString(),
            ["National:Mss:Mailboxes:0:Establishment"] = Demo.SaulesBlancs.ToString(),
            ["National:Mss:Mailboxes:0:Operator"] = name,
            ["National:Mss:Mailboxes:0:Label"] = "EHPAD LES SAULES BLANCS - Soins",
            ["National:Mss:Mailboxes:0:SecretFile"] = passwordFile,
        };
    }
}
