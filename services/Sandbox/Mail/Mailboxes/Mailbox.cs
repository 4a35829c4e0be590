using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Mailboxes;

/// <summary>A mailbox of the trust space. <c>Kind</c> is PER, ORG, APP, or MES for a citizen.</summary>
public sealed record Mailbox(string Address, string Kind, string Name, IReadOnlyList<string> Operators, IReadOnlyList<string> Holders)
{
    public const string Citizen = "MES";

    public bool IsHeldBy(Operator home) => Operators.Contains(home.Name, StringComparer.Ordinal);
}
