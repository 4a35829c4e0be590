using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Interop.Peers;

/// <summary>
/// A node script that speaks JSON, one object a line: questions with an <c>id</c> on its input are answered with the same
/// <c>id</c> on its output, and lines without one are what it says by itself. Its <c>peer.mjs</c> is the other half.
/// </summary>
public sealed class NodePeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _asked = new();
    private readonly Channel<JsonObject> _said = Channel.CreateUnbounded<JsonObject>();
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;
    private int _last;

    private NodePeer(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => { lock (_errors) _errors.AppendLine(line.Data); };
        process.BeginErrorReadLine();
        _reading = ReadAsync();
    }

    /// <summary>Starts a script of this folder, such as <c>Grpc/client.mjs</c>, with arguments and settings.</summary>
    public static NodePeer Start(string script, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(NodePackages.Folder, script), .. arguments])
        {
            WorkingDirectory = NodePackages.Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Asks for one thing and waits for its answer, a minute unless told how long.</summary>
    public async Task<JsonObject> AskAsync(object question, CancellationToken ct, TimeSpan? patience = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = JsonSerializer.SerializeToNode(question)!.AsObject();
        line["id"] = id;
        var text = line.ToJsonString() + "\n";
        lock (_process)
        {
            _process.StandardInput.Write(text);
            _process.StandardInput.Flush();
        }
        return await WaitAsync(answer.Task, ct, patience);
    }

    /// <summary>The next thing the script says by itself.</summary>
    public async Task<JsonObject> HearAsync(CancellationToken ct) => await WaitAsync(_said.Reader.ReadAsync(ct).AsTask(), ct);

    public void Terminate() => _process.Terminate();

    public async Task<int> ExitCodeAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct).WaitAsync(Patience, ct);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        _process.Dispose();
    }

    private async Task<JsonObject> WaitAsync(Task<JsonObject> answer, CancellationToken ct, TimeSpan? patience = null)
    {
        try
        {
            return await answer.WaitAsync(patience ?? Patience, ct);
        }
        catch (Exception failure) when (failure is TimeoutException or ChannelClosedException)
        {
            throw new InvalidOperationException($"The peer did not answer. It wrote: {Errors}", failure);
        }
    }

    private string Errors
    {
        get { lock (_errors) return _errors.ToString(); }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } text)
        {
            if (!text.StartsWith('{')) continue;
            var line = JsonNode.Parse(text)!.AsObject();
            if (line["id"]?.GetValue<int>() is { } id && _asked.TryRemove(id, out var asked)) asked.TrySetResult(line);
            else _said.Writer.TryWrite(line);
        }
        _said.Writer.TryComplete();
        foreach (var asked in _asked.Values) asked.TrySetException(new InvalidOperationException($"The peer ended. It wrote: {Errors}"));
    }
}
