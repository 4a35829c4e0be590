using Messaging.Mail;

namespace Messaging.Addressing;

/// <summary>The MSSanté trust space: a mail with health data never leaves for an ordinary domain.</summary>
public static class TrustSpace
{
    public static bool Holds(string address) =>
        MailAddress.TryParse(address, out var canonical) && (canonical.EndsWith(".mssante.fr", StringComparison.Ordinal) || canonical.EndsWith("@mssante.fr", StringComparison.Ordinal));
}
