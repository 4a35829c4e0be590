using System.Security.Cryptography.X509Certificates;
using Messaging.Mail;
using Microsoft.Extensions.Options;
using Platform;

namespace Messaging.Operators;

/// <summary>A mailbox with all that is needed to open it.</summary>
public sealed record TeamMailbox(MailboxSettings Mailbox, OperatorSettings Operator)
{
    public MailAddress Sender => new(Addressing.SenderLabel.Organisation(Mailbox.Label), Mailbox.Address);
}

/// <summary>The teams' mailboxes and how each is opened.</summary>
public sealed class TeamMailboxes(IOptions<MssSettings> settings)
{
    public IReadOnlyList<TeamMailbox> All => [.. settings.Value.Mailboxes.Select(With)];

    public TeamMailbox? Find(Guid tenantId, string address) =>
        settings.Value.Mailboxes.Find(m => m.Tenant == tenantId && m.Address.Equals(address, StringComparison.OrdinalIgnoreCase)) is { } found ? With(found) : null;

    /// <summary>The mailbox of a house; when no house is named, the first of the tenant.</summary>
    public TeamMailbox? FindOf(Guid tenantId, Guid? establishmentId)
    {
        var own = settings.Value.Mailboxes.FindAll(m => m.Tenant == tenantId);
        var found = own.Find(m => m.Establishment == establishmentId) ?? (establishmentId is null && own.Count > 0 ? own[0] : null);
        return found is null ? null : With(found);
    }

    public TeamMailbox Of(Guid tenantId, Guid? establishmentId) =>
        FindOf(tenantId, establishmentId) ?? throw new RuleBrokenException("no-team-mailbox", "Votre établissement n'a pas de boîte MSSanté configurée. Demandez à l'administrateur de la déclarer.");

    public static OperatorAddress Submission(TeamMailbox box) => Address(box.Operator, box.Operator.SmtpPort);

    public static OperatorAddress Reading(TeamMailbox box) => Address(box.Operator, box.Operator.ImapPort);

    /// <summary>Read at each login: a token lives two minutes and is never kept.</summary>
    public static Credential Credential(TeamMailbox box) =>
        new(box.Operator.Mechanism, box.Mailbox.Address, box.Mailbox.SecretFile is { } file ? File.ReadAllText(file).Trim() : "");

    private TeamMailbox With(MailboxSettings box) =>
        settings.Value.Operators.TryGetValue(box.Operator, out var known) ? new(box, known) : throw new InvalidOperationException($"National:Mss:Operators:{box.Operator} is missing.");

    private static OperatorAddress Address(OperatorSettings settings, int port)
    {
        X509Certificate2Collection? roots = null;
        if (settings.TrustedRoots is { } file)
        {
            roots = [];
            roots.ImportFromPemFile(file);
        }
        var own = settings.ClientCertificate is { } pem ? X509Certificate2.CreateFromPemFile(pem, settings.ClientKey) : null;
        return new(settings.Host, port) { ClientCertificate = own, Roots = roots, CheckRevocation = settings.CheckRevocation, Patience = settings.Patience };
    }
}
