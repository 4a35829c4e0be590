using Contracts.Directory;
using Grpc.Core;

namespace Messaging;

/// <summary>What messaging asks of directory.</summary>
public sealed class DirectoryClient(DirectoryLookup.DirectoryLookupClient directory)
{
    public async Task<Situation?> FindSituationAsync(Guid situationId, CancellationToken ct)
    {
        try
        {
            return await directory.GetSituationAsync(new() { SituationId = situationId.ToString() }, cancellationToken: ct);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<Establishment?> FindEstablishmentAsync(Guid establishmentId, CancellationToken ct)
    {
        try
        {
            return await directory.GetEstablishmentAsync(new() { EstablishmentId = establishmentId.ToString() }, cancellationToken: ct);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<Mailbox>> MailboxesAsync(FindMailboxesRequest request, CancellationToken ct)
    {
        try
        {
            return (await directory.FindMailboxesAsync(request, cancellationToken: ct)).Mailboxes_;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return [];
        }
    }
}
