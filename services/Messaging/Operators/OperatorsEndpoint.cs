using Messaging.Submission;
using Messaging.Mailboxes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.Operators;

/// <summary>What an operator can do, as it says itself when asked.</summary>
public sealed record OperatorCapabilities(string Mailbox, string Operator, bool Reachable, bool DeliveryReports, bool Pipelining, long? LargestMail, bool Push, string Login, string ProofFolder, string Problem);

/// <summary>The capability matrix of the tenant's operators: the same messages are sent through all, each by its own means.</summary>
public static class OperatorsEndpoint
{
    public static void MapOperators(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/operators", List).WithTags("Operators").WithSummary("Capabilities of the operators of the tenant's mailboxes, asked now").RequireAuthorization("messaging:read");

    private static async Task<Ok<IReadOnlyList<OperatorCapabilities>>> List(MessagingDbContext db, TeamMailboxes mailboxes, CancellationToken ct)
    {
        var own = mailboxes.All.Where(b => b.Mailbox.Tenant == db.TenantId);
        return TypedResults.Ok<IReadOnlyList<OperatorCapabilities>>(await Task.WhenAll(own.Select(box => AskAsync(box, ct))));
    }

    private static async Task<OperatorCapabilities> AskAsync(TeamMailbox box, CancellationToken ct)
    {
        try
        {
            await using var submission = await SmtpSession.OpenAsync(TeamMailboxes.Submission(box), TeamMailboxes.Credential(box), box.Sender.Domain, ct);
            await using var reading = await ImapSession.OpenAsync(TeamMailboxes.Reading(box), TeamMailboxes.Credential(box), 64 * 1024, ct);
            var can = submission.Capabilities;
            return new(box.Mailbox.Address, box.Mailbox.Operator, true, can.DeliveryReports, can.Pipelining, can.LargestMail, reading.CanIdle, box.Operator.Mechanism.ToString(), box.Operator.ProofFolder, "");
        }
        catch (Exception e) when (e is OperatorUnreachableException or OperatorRefusedException)
        {
            return new(box.Mailbox.Address, box.Mailbox.Operator, false, false, false, null, false, box.Operator.Mechanism.ToString(), box.Operator.ProofFolder, "L'opérateur ne répond pas ou refuse la connexion de cette boîte.");
        }
    }
}
