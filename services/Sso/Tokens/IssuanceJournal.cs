using System.Diagnostics;
using Contracts.Audit;
using Platform;
using Platform.Events;
using Sso.Clients;

namespace Sso.Tokens;

/// <summary>Writes the audit line of each token a client takes, before the token leaves: no line, no token.</summary>
public sealed class IssuanceJournal : BackgroundService
{
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly SharedCommit<(Guid? Tenant, AccessRecorded Line), bool> _lines;
    private SsoDbContext? _db;

    public IssuanceJournal(IServiceScopeFactory scopes, TimeProvider clock) => (_scopes, _clock, _lines) = (scopes, clock, new(SaveAsync));

    public Task WriteAsync(Client client, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        return _lines.WriteAsync((client.Registration.Tenant, new(Guid.CreateVersion7(now), now, "sso", client.Id, client.Registration.Situation, "system", client.Id, null,
            "token.issue", "", null, "session", "", "allowed", "", [], null, Activity.Current?.TraceId.ToString() ?? "")), ct);
    }

    // One context for all lots: nothing is tracked in it, and each lot opens and ends its own transaction.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        _db = scope.ServiceProvider.GetRequiredService<SsoDbContext>();
        await _lines.RunAsync(stoppingToken);
    }

    private async Task<IReadOnlyList<bool>> SaveAsync(IReadOnlyList<(Guid? Tenant, AccessRecorded Line)> lines)
    {
        await _db!.PublishManyAsync(AccessRecorded.Topic, lines, CancellationToken.None);
        return new bool[lines.Count];
    }
}
