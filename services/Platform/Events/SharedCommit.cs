using System.Threading.Channels;
using Platform.Problems;

namespace Platform.Events;

/// <summary>
/// Rows of several requests, written in one commit. Alone a row waits for nobody; under load a commit serves many. The
/// answer comes after the commit: what was not written was not done.
/// </summary>
/// <param name="save">Writes and commits a lot, and answers for each of its rows.</param>
public sealed class SharedCommit<TRow, TAnswer>(Func<IReadOnlyList<TRow>, Task<IReadOnlyList<TAnswer>>> save)
{
    private const int LargestLot = 200;
    private readonly Channel<(TRow Row, TaskCompletionSource<TAnswer> Written)> _waiting = Channel.CreateBounded<(TRow, TaskCompletionSource<TAnswer>)>(new BoundedChannelOptions(5_000) { SingleReader = true });

    public async Task<TAnswer> WriteAsync(TRow row, CancellationToken ct)
    {
        var written = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync((row, written), ct);
        return await written.Task;   // it is on its way: who has left meanwhile gets nothing for it
    }

    public async Task RunAsync(CancellationToken ct)
    {
        var (rows, written) = (new List<TRow>(LargestLot), new List<TaskCompletionSource<TAnswer>>(LargestLot));
        while (await _waiting.Reader.WaitToReadAsync(ct))
        {
            for (; rows.Count < LargestLot && _waiting.Reader.TryRead(out var next); written.Add(next.Written)) rows.Add(next.Row);
            await SaveAsync(rows, written);
            rows.Clear();
            written.Clear();
        }
    }

    private async Task SaveAsync(List<TRow> rows, List<TaskCompletionSource<TAnswer>> written)
    {
        try
        {
            var answers = await save(rows);
            for (var i = 0; i < written.Count; i++) written[i].SetResult(answers[i]);
        }
        catch (Exception failure) when (rows.Count > 1 && RefusedRow.Is(failure))
        {
            // One of them is at fault, and nobody says which: each is written alone and fails for itself. A database that is away is asked once.
            for (var i = 0; i < rows.Count; i++) await SaveAsync([rows[i]], [written[i]]);
        }
        catch (Exception failure)
        {
            foreach (var one in written) one.TrySetException(failure);
        }
    }
}
