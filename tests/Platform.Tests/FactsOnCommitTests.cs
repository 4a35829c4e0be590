using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Events;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>When the relay is woken. It is stopped here, so that the signal is heard by the test alone.</summary>
public sealed class FactsOnCommitTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fact_saved_in_a_transaction_wakes_the_relay_at_its_commit_and_not_before()
    {
        await api.Provider.GetServices<IHostedService>().OfType<OutboxRelay<NotebookDb>>().Single().StopAsync(Ct);
        var signal = api.Provider.GetRequiredService<OutboxSignal>();
        await signal.WaitAsync(TimeSpan.Zero, Ct);
        var woken = signal.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        var early = await api.InAsync(Demo.Brume, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Ct);
            Take(db);
            await db.SaveChangesAsync(Ct);
            var before = woken.IsCompleted;
            await transaction.CommitAsync(Ct);
            return before;
        });

        Assert.False(early);
        await woken.WaitAsync(TimeSpan.FromSeconds(5), Ct);
        var next = signal.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await api.InAsync(Demo.Brume, async db =>
        {
            Take(db);
            return await db.SaveChangesAsync(Ct);
        });
        await next.WaitAsync(TimeSpan.FromSeconds(5), Ct);
    }

    private static void Take(NotebookDb db)
    {
        var note = new Note { Id = Guid.CreateVersion7(), TenantId = db.TenantId, Text = "écrite" };
        db.Add(note);
        db.Publish(NoteTaken.Topic, new NoteTaken(note.Id), note.Id);
    }
}
