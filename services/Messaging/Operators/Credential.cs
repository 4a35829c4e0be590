using System.Text;

namespace Messaging.Operators;

public enum Mechanism { External, XOAuth2, Plain }

/// <summary>How a mailbox is opened: by the structure's certificate, a Pro Santé Connect token, or a password.</summary>
public sealed record Credential(Mechanism Mechanism, string Mailbox, string Secret = "")
{
    public string SaslName => Mechanism switch { Mechanism.External => "EXTERNAL", Mechanism.XOAuth2 => "XOAUTH2", _ => "PLAIN" };

    /// <summary>The one message of the client, in base64.</summary>
    public string InitialResponse() => Convert.ToBase64String(Encoding.UTF8.GetBytes(Mechanism switch
    {
        Mechanism.External => Mailbox,
        Mechanism.XOAuth2 => $"user={Mailbox}\u0001auth=Bearer {Secret}\u0001\u0001",
        _ => $"\0{Mailbox}\0{Secret}",
    }));

    public override string ToString() => $"{SaslName} {Mailbox}";     // the secret never reaches a log
}
