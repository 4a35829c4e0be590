using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>
/// F3: the broker is away under load. Writes go on, the outbox grows, and when the broker is back it drains at more than twice
/// the rate at which facts are written, each aggregate's facts in their order. FAULT_SECONDS (4; 60 by command) says for how long.
/// </summary>
public sealed class BrokerAwayTests(NotebookApi api, ITestOutputHelper output) : IClassFixture<NotebookApi>
{
    private const int Notes = 20;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writes_go_on_and_all_leaves_in_order_and_fast_when_the_broker_is_back()
    {
        var away = TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("FAULT_SECONDS"), CultureInfo.InvariantCulture, out var asked) ? asked : 4);
        var notes = Enumerable.Range(0, Notes).Select(_ => Guid.CreateVersion7()).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var written = new ConcurrentQueue<TimeSpan>();
        var load = WriteAsync(notes, written, stop.Token);
        await UntilAsync(() => Arrived(notes) > 50);

        var (begun, before) = (Stopwatch.GetTimestamp(), written.Count);
        api.Sidecar.Down = true;
        await UntilAsync(() => Stopwatch.GetElapsedTime(begun) > away);
        var (backlog, arrived) = (written.Count - Arrived(notes), Arrived(notes));
        var rate = (written.Count - before) / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        api.Sidecar.Down = false;
        var back = Stopwatch.GetTimestamp();
        await UntilAsync(() => Arrived(notes) > arrived);
        var (firstAfter, drained) = (Stopwatch.GetElapsedTime(back), Stopwatch.GetTimestamp());
        await UntilAsync(() => Arrived(notes) >= arrived + backlog);
        var drain = backlog / Math.Max(Stopwatch.GetElapsedTime(drained).TotalSeconds, 0.001);
        await stop.CancelAsync();
        var total = await load;
        await UntilAsync(() => Arrived(notes) == total);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"away {away.TotalSeconds} s: {rate:F0} writes/s went on, slowest {written.Max().TotalMilliseconds:F0} ms, {backlog} waited, first left {firstAfter.TotalSeconds:F1} s after the return, drained at {drain:F0}/s"));
        Assert.True(backlog > rate * away.TotalSeconds * 0.8, $"only {backlog} waited");
        Assert.True(firstAfter < TimeSpan.FromSeconds(5), $"the first left {firstAfter} after the return");
        Assert.True(drain >= 2 * rate, $"drained at {drain:F0}/s, written at {rate:F0}/s");
        foreach (var note in notes)
        {
            var sequences = api.Sidecar.Published.Where(fact => fact.Subject == note.ToString()).Select(fact => fact.Envelope.GetProperty("sequence").GetInt64()).ToList();
            Assert.Equal(sequences.Distinct().Order(), sequences);
        }
    }

    // One fact of each note in turn; no write may fail while nobody takes facts.
    private async Task<int> WriteAsync(List<Guid> notes, ConcurrentQueue<TimeSpan> written, CancellationToken ct)
    {
        using var client = api.As(Demo.Brume);
        using var beat = new PeriodicTimer(Beat);
        var count = 0;
        while (!ct.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            using var reply = await client.PostAsync($"/notes/{notes[count % notes.Count]}/again", null, Ct);
            reply.EnsureSuccessStatusCode();
            count++;
            written.Enqueue(Stopwatch.GetElapsedTime(started));
            try { await beat.WaitForNextTickAsync(ct); }
            catch (OperationCanceledException) when (!Ct.IsCancellationRequested) { break; }
        }
        return count;
    }

    private int Arrived(List<Guid> notes) => api.Sidecar.Published.Count(fact => notes.Contains(Guid.Parse(fact.Subject)));

    private static async Task UntilAsync(Func<bool> reached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!reached()) await look.WaitForNextTickAsync(limit.Token);
    }
}
