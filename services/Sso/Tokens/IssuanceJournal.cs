using System.Threading.Channels;
using Sso.Clients;
using Sso.Sessions;

namespace Sso.Tokens;

/// <summary>
/// Writes the audit line of each token a client takes, before the token leaves. Lines that arrive together share one
/// transaction: alone a line waits for nobody, under load a commit serves many.
/// </summary>
public sealed class IssuanceJournal(IServiceScopeFactory scopes) : BackgroundService
{
    private const int LargestBatch = 200;
    private readonly Channel<Entry> _waiting = Channel.CreateBounded<Entry>(new BoundedChannelOptions(5_000) { SingleReader = true });

    public async Task WriteAsync(Client client, CancellationToken ct)
    {
        var entry = new Entry(client, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await _waiting.Writer.WriteAsync(entry, ct);
        await entry.Written.Task.WaitAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Entry>(LargestBatch);
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < LargestBatch && _waiting.Reader.TryRead(out var entry)) batch.Add(entry);
            await SaveAsync(batch);
            batch.Clear();
        }
    }

    private async Task SaveAsync(List<Entry> batch)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var trail = scope.ServiceProvider.GetRequiredService<SignInTrail>();
            foreach (var entry in batch) trail.TokenIssued(entry.Client);
            await scope.ServiceProvider.GetRequiredService<SsoDbContext>().SaveChangesAsync(CancellationToken.None);
            foreach (var entry in batch) entry.Written.SetResult();
        }
        catch (Exception failure)
        {
            foreach (var entry in batch) entry.Written.TrySetException(failure);   // each request fails for itself: no line, no token
        }
    }

    private sealed record Entry(Client Client, TaskCompletionSource Written);
}
