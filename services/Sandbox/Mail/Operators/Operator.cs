namespace Sandbox.Mail.Operators;

/// <summary>One operator of the trust space, with the ports it really got.</summary>
public sealed class Operator(string name, OperatorSettings settings)
{
    public string Name => name;

    public OperatorSettings Settings => settings;

    public int SmtpPort { get; internal set; } = settings.SmtpPort;

    public int ImapPort { get; internal set; } = settings.ImapPort;

    public bool Accepts(string mechanism) => settings.Mechanisms.Contains(mechanism, StringComparer.OrdinalIgnoreCase);

    public bool Advertises(string capability) => settings.ImapCapabilities.Contains(capability, StringComparer.OrdinalIgnoreCase);
}
