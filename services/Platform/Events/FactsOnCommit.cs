using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Platform.Events;

/// <summary>Facts saved inside a transaction that somebody opened leave when it is committed: a relay woken by the save would not see them yet.</summary>
internal sealed class FactsOnCommit : DbTransactionInterceptor
{
    public static FactsOnCommit Instance { get; } = new();

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => (eventData.Context as TenantDbContext)?.FactsMayLeave();

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        (eventData.Context as TenantDbContext)?.FactsMayLeave();
        return Task.CompletedTask;
    }
}
